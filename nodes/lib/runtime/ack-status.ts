import type { Outcome } from '../shipping/answer';
import { counted } from './format-count';
import type { Status } from './status-line';

/** Room for names of sources. */
const MAX_NAMES = 30;

type Kind = Outcome['kind'];

/** What an ack node has said since it was started, and whether anything is protected by it. */
export class AckCounts {
  private readonly counts: Record<Kind, number> = {
    acknowledged: 0,
    rejected: 0,
    late: 0,
    sent: 0,
    elsewhere: 0,
    unmarked: 0,
  };
  /** names of those that do not wait, by their ids; one that does after a redeploy leaves */
  private readonly unprotected = new Map<string, string>();
  private green = false;

  add(outcome: Outcome): void {
    this.counts[outcome.kind] += 1;
    if (outcome.kind === 'sent') this.unprotected.set(outcome.source, outcome.name);
    else if ('source' in outcome) this.unprotected.delete(outcome.source);
    // A late answer, such as that of the slower of two attempts, changes nothing.
    if (outcome.kind !== 'late') this.green = outcome.kind === 'acknowledged';
  }

  /** Green only while what came last is protected, and no source behind it goes on without waiting. */
  status(): Status {
    const { acknowledged, rejected, late, sent, elsewhere, unmarked } = this.counts;
    const names = [...this.unprotected.values()];
    const green = this.green && names.length === 0;
    const done = [
      acknowledged > 0 ? `${shown(acknowledged)} acknowledged` : '',
      rejected > 0 ? `${shown(rejected)} rejected` : '',
      acknowledged + rejected === 0 ? 'nothing to acknowledge' : '',
    ];
    // A redeploy leaves some of these behind: in green they would only raise questions.
    const causes = [
      names.length > 0 ? `set Delivery to ack in ${listed(names)}` : '',
      unmarked > 0 ? `no msg.mimecast.batch in ${counted(unmarked, 'message')}` : '',
      elsewhere > 0 ? `${shown(elsewhere)} of a source not running here` : '',
      late > 0 ? `${shown(late)} too late` : '',
    ];
    const text = [...done, ...(green ? [] : causes)].filter((part) => part !== '').join(' · ');
    return {
      fill: green ? 'green' : 'yellow',
      shape: 'dot',
      text,
      acknowledged,
      rejected,
      // Answers that no source waits for, whatever the reason.
      unknown: late + sent + elsewhere,
      ...(names.length === 0 ? {} : { code: 'not-acknowledging', setDelivery: names }),
    };
  }
}

const shown = (count: number): string => count.toLocaleString('en-US');

/** `Mail, Audit`, or the first and how many more there are. */
function listed(names: readonly string[]): string {
  const all = names.join(', ');
  if (all.length <= MAX_NAMES) return all;
  const [first = '', ...others] = names;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const room = MAX_NAMES - more.length;
  return `${first.length <= room ? first : `${first.slice(0, room - 1)}…`}${more}`;
}
