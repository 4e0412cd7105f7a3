import { pluralize } from '../../util/format-number';
import type { Status } from '../node-red/node-status';

/** Result of an acknowledgement from an ack node. `source`: run-time id of the source that made the message. */
export type AckResult =
  | { readonly kind: 'acknowledged'; readonly source: string }
  | {
      readonly kind: 'rejected';
      readonly source: string;
      /** The receiver is misconfigured: nothing arrives before that is mended. */
      readonly problem?: string | undefined;
      /** records were refused for good, and the second output leads nowhere */
      readonly unwired?: boolean;
    }
  /** records left at the second output; they are acknowledged where that path ends */
  | { readonly kind: 'refused'; readonly source: string; readonly records: number }
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
/** Characters of the text of a problem; the whole of it is in `reason`. */
const MAX_TEXT = 100;

type Kind = AckResult['kind'];

/** Counts the acknowledgements of an ack node since it was started. */
export class AckCounters {
  readonly #counts: Record<Kind, number> = {
    acknowledged: 0,
    rejected: 0,
    refused: 0,
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
  /** of the latest message */
  #problem: string | undefined;
  #unwired = false;

  add(result: AckResult): void {
    this.#counts[result.kind] += result.kind === 'refused' ? result.records : 1;
    if (result.kind === 'sent') this.#unprotected.set(result.source, result.name);
    else if ('source' in result) this.#unprotected.delete(result.source);
    // A late acknowledgement, such as that of the slower of two attempts, changes nothing.
    if (result.kind === 'late') return;
    this.#lastAcknowledged = result.kind === 'acknowledged';
    this.#problem = result.kind === 'rejected' ? result.problem : undefined;
    this.#unwired = result.kind === 'rejected' && result.unwired === true;
  }

  /** Green only while the latest message was acknowledged and all its sources wait for acknowledgements. */
  status(): Status {
    const { acknowledged, rejected, refused, late, sent, elsewhere, unmarked } = this.#counts;
    const names = [...this.#unprotected.values()];
    const green = this.#lastAcknowledged && names.length === 0;
    const done = [
      acknowledged > 0 ? `${formatCount(acknowledged)} acknowledged` : '',
      rejected > 0 ? `${formatCount(rejected)} rejected` : '',
      refused > 0 ? `${formatCount(refused)} refused` : '',
      acknowledged + rejected + refused === 0 ? 'nothing to acknowledge' : '',
    ];
    // Some of these remain from before a redeploy. They are not a problem while the status is green.
    const causes = [
      this.#unwired ? 'refused for good: wire output 2' : '',
      names.length > 0 ? `set Delivery to ack in ${joinNames(names)}` : '',
      unmarked > 0 ? `no msg.mimecast.batch in ${pluralize(unmarked, 'message')}` : '',
      elsewhere > 0 ? `${formatCount(elsewhere)} of a source not running here` : '',
      late > 0 ? `${formatCount(late)} too late` : '',
    ];
    if (this.#problem !== undefined) return this.#misconfigured(this.#problem);
    const text = [...done, ...(green ? [] : causes)].filter((part) => part !== '').join(' · ');
    return {
      fill: green ? 'green' : 'yellow',
      shape: 'dot',
      text,
      acknowledged,
      rejected,
      ...(refused === 0 ? {} : { refused }),
      // Acknowledgements that no source waits for, for any reason.
      unknown: late + sent + elsewhere,
      ...(names.length === 0 ? {} : { code: 'not-acknowledging', setDelivery: names }),
    };
  }

  #misconfigured(problem: string): Status {
    const { acknowledged, rejected, refused, late, sent, elsewhere } = this.#counts;
    return {
      fill: 'red',
      shape: 'dot',
      text: `misconfigured: ${problem}`.slice(0, MAX_TEXT),
      acknowledged,
      rejected,
      ...(refused === 0 ? {} : { refused }),
      unknown: late + sent + elsewhere,
      code: 'receiver-misconfigured',
      reason: problem,
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
