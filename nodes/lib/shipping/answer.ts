import { receiverOf, type Settlement } from './registry';
import { runningSources } from './running-sources';

/** What became of an answer that an ack node gave. `source`: run-time id of the source that made the message. */
export type Outcome =
  | { readonly kind: 'acknowledged' | 'rejected'; readonly source: string }
  /** the source waits for answers, but for none about this batch: settled already, or given up at a redeploy */
  | { readonly kind: 'late'; readonly source: string }
  /** the source is set to delivery `sent`: nothing that a sink finds out reaches it */
  | { readonly kind: 'sent'; readonly source: string; readonly name: string }
  /** removed, disabled, or of another process */
  | { readonly kind: 'elsewhere' }
  /** no source made the message, or the flow took the mark off */
  | { readonly kind: 'unmarked' };

const RESULT_KINDS = { acknowledge: 'acknowledged', reject: 'rejected' } as const;

/** Tells the source with the run-time id `source` what its message came to. */
export function answer(source: string, message: Settlement): Outcome {
  if (receiverOf(source)?.settle(message)) return { kind: RESULT_KINDS[message.verdict], source };
  // Not by its template: instances of one subflow may differ, since a property may be a variable.
  const collector = runningSources(source).find(({ id }) => id === source);
  if (collector?.delivery === 'sent') return { kind: 'sent', source, name: collector.name || collector.type };
  return collector === undefined && receiverOf(source) === undefined
    ? { kind: 'elsewhere' }
    : { kind: 'late', source };
}
