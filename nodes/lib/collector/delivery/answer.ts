import { findCollectors } from '../collector-registry';
import { type AckMessage, findAckReceiver } from './ack-registry';

/** Result of an acknowledgement from an ack node. `source`: run-time id of the source that made the message. */
export type AckResult =
  | { readonly kind: 'acknowledged' | 'rejected'; readonly source: string }
  /** the batch is not in flight: complete already, or dropped at a redeploy */
  | { readonly kind: 'late'; readonly source: string }
  /** the source uses delivery `sent` and takes no acknowledgements */
  | { readonly kind: 'sent'; readonly source: string; readonly name: string }
  /** the source was removed, disabled, or runs in another process */
  | { readonly kind: 'elsewhere' }
  /** the message has no batch reference: not from a source, or the flow removed it */
  | { readonly kind: 'unmarked' };

const RESULT_KINDS = { acknowledge: 'acknowledged', reject: 'rejected' } as const;

/** Passes an acknowledgement to the source with the run-time id `source`. */
export function deliverAck(source: string, message: AckMessage): AckResult {
  if (findAckReceiver(source)?.handleAck(message)) return { kind: RESULT_KINDS[message.outcome], source };
  // The template id does not identify the source: instances of one subflow may differ, since a property may
  // be a variable.
  const collector = findCollectors(source).find(({ id }) => id === source);
  if (collector?.delivery === 'sent') return { kind: 'sent', source, name: collector.name || collector.type };
  return collector === undefined && findAckReceiver(source) === undefined
    ? { kind: 'elsewhere' }
    : { kind: 'late', source };
}
