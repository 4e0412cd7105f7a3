import { enumOf, text } from '../property-types';

export const ackProperties = {
  name: text(),
  /** `message`: the records of this message; `batch`: the whole batch, for use after a Join node or in page mode */
  settles: enumOf('message', ['message', 'batch']),
  verdict: enumOf('auto', ['auto', 'acknowledge', 'reject']),
  /** whose rules the answer of a receiver must follow; `auto` recognizes it by the request */
  profile: enumOf('auto', ['auto', 'splunk-hec', 'elasticsearch-bulk', 'http-2xx']),
  /** JSONata over the message; true acknowledges. Replaces the rules of `profile`. */
  accept: text(),
};
