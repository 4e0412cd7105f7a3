import { enumOf, text } from '../property-types';

export const ackProperties = {
  name: text(),
  /** `message`: the records of this message; `batch`: the whole batch, for use after a Join node or in page mode */
  settles: enumOf('message', ['message', 'batch']),
  verdict: enumOf('auto', ['auto', 'acknowledge', 'reject']),
  /** JSONata over the message; true acknowledges. Replaces the rule of `auto`. */
  accept: text(),
};
