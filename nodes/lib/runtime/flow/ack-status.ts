import { pluralize } from '../../util/format-number';
import type { Status } from '../node-red/node-status';

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

/** Maximum length of the list of source names. */
const MAX_NAMES = 30;

type Kind = AckResult['kind'];

/** Counts the acknowledgements of an ack node since it was started. */
export class AckCounters {
  readonly #counts: Record<Kind, number> = {
    acknowledged: 0,
    rejected: 0,
    late: 0,
    sent: 0,
    elsewhere: 0,
    unmarked: 0,
  };
  /**
   * Names of sources that do not wait for acknowledgements, by id. A source that waits after a redeploy is
   * removed.
   */
  readonly #unprotected = new Map<string, string>();
  #lastAcknowledged = false;

  add(result: AckResult): void {
    this.#counts[result.kind] += 1;
    if (result.kind === 'sent') this.#unprotected.set(result.source, result.name);
    else if ('source' in result) this.#unprotected.delete(result.source);
    // A late acknowledgement, such as that of the slower of two attempts, changes nothing.
    if (result.kind !== 'late') this.#lastAcknowledged = result.kind === 'acknowledged';
  }

  /** Green only while the latest message was acknowledged and all its sources wait for acknowledgements. */
  status(): Status {
    const { acknowledged, rejected, late, sent, elsewhere, unmarked } = this.#counts;
    const names = [...this.#unprotected.values()];
    const green = this.#lastAcknowledged && names.length === 0;
    const done = [
      acknowledged > 0 ? `${formatCount(acknowledged)} acknowledged` : '',
      rejected > 0 ? `${formatCount(rejected)} rejected` : '',
      acknowledged + rejected === 0 ? 'nothing to acknowledge' : '',
    ];
    // Some of these remain from before a redeploy. They are not a problem while the status is green.
    const causes = [
      names.length > 0 ? `set Delivery to ack in ${joinNames(names)}` : '',
      unmarked > 0 ? `no msg.mimecast.batch in ${pluralize(unmarked, 'message')}` : '',
      elsewhere > 0 ? `${formatCount(elsewhere)} of a source not running here` : '',
      late > 0 ? `${formatCount(late)} too late` : '',
    ];
    const text = [...done, ...(green ? [] : causes)].filter((part) => part !== '').join(' · ');
    return {
      fill: green ? 'green' : 'yellow',
      shape: 'dot',
      text,
      acknowledged,
      rejected,
      // Acknowledgements that no source waits for, for any reason.
      unknown: late + sent + elsewhere,
      ...(names.length === 0 ? {} : { code: 'not-acknowledging', setDelivery: names }),
    };
  }
}

const formatCount = (count: number): string => count.toLocaleString('en-US');

/** `Mail, Audit`, or the first name and the number of the others. */
function joinNames(names: readonly string[]): string {
  const all = names.join(', ');
  if (all.length <= MAX_NAMES) return all;
  const [first = '', ...others] = names;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const available = MAX_NAMES - more.length;
  return `${first.length <= available ? first : `${first.slice(0, available - 1)}…`}${more}`;
}
