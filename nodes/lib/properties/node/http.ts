import { boolean, configNode, enumOf, number, text, validatedText } from '../property-types';
import { httpHeaders } from '../values/http-headers';
import {
  completeReceiverUrl,
  receiverUrlProblem,
  tenantIdProblem,
  tokenUrlProblem,
} from '../values/receiver-url';

/** Whose interface is spoken. `ndjson` and `json`: any program that takes records over HTTP. */
export const RECEIVERS = ['hec', 'elastic', 'azure', 'ndjson', 'json'] as const;
export type HttpReceiver = (typeof RECEIVERS)[number];

export const httpProperties = {
  name: text(),
  receiver: enumOf('hec', RECEIVERS),
  /** for `azure` it contains the immutable id of the data collection rule, and the stream */
  url: validatedText('', receiverUrlProblem, completeReceiverUrl),
  /** JSON; a value may contain `${NAME}` */
  headers: httpHeaders(),
  tls: configNode('tls-config', false),
  proxy: configNode('http proxy', false),
  gzip: boolean(true),
  /** of a request, before gzip */
  batchBytes: number({ value: 1_000_000, min: 1_000, max: 16_000_000 }),
  /**
   * Seconds that records wait for others; 0: none. Records that come in during a request share the next one in any case,
   * and a source that waits for acknowledgements would wait for the time as well.
   */
  batchTime: number({ value: 0, min: 0, max: 60, whole: false }),
  /** seconds */
  timeout: number({ value: 30, min: 1, max: 600 }),
  /** for `hec`: delivered when indexed, not when received */
  indexerAck: boolean(),
  /** for `azure`: the directory that issues the token */
  tenantId: validatedText('', tenantIdProblem),
  /** for `azure`: '' for the one of Microsoft that belongs to the URL */
  tokenUrl: validatedText('', tokenUrlProblem, completeReceiverUrl),
};
