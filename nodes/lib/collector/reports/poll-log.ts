import { HOUR_MS } from '../../util/time';
import type { CollectorEvents } from '../deps';
import { formatPollSummary, type StreamOutcome } from './poll-report';

/** Pause between two lines about polls that found nothing: people look for one, and do not want one for each poll. */
const QUIET_PAUSE_MS = HOUR_MS;

/** Writes the line of each poll into the log. */
export class PollLog {
  readonly #events: Pick<CollectorEvents, 'log' | 'debug'>;
  /** epoch ms of the last line about a poll that found nothing */
  #quietAt: number | undefined;
  /** polls that found nothing since then */
  #quietPolls = 0;

  constructor(events: Pick<CollectorEvents, 'log' | 'debug'>) {
    this.#events = events;
  }

  /** @param started epoch ms */
  write(outcomes: readonly StreamOutcome[], started: number): void {
    const now = Date.now();
    const byType = new Map(outcomes.map(({ stream, stats }) => [stream.type, stats.records]));
    const line = formatPollSummary(byType, now - started);
    if (line !== undefined) this.#events.log(line);
    else if (hasReadToEnd(outcomes)) this.#writeQuiet(outcomes, now);
    else this.#events.debug('polled, no records; not everything was read');
  }

  #writeQuiet(outcomes: readonly StreamOutcome[], now: number): void {
    this.#quietPolls += 1;
    const known = outcomes.reduce((sum, { stats }) => sum + stats.known, 0);
    const polls = this.#quietPolls > 1 ? ` in ${this.#quietPolls} polls` : '';
    const what = known > 0 ? `nothing sent: ${known} known, changes only` : `nothing new${polls}`;
    const line = `polled, ${what}${failedTypes(outcomes)}`;
    // The clock may have been put back.
    const isDue = this.#quietAt === undefined || Math.abs(now - this.#quietAt) >= QUIET_PAUSE_MS;
    if (!isDue) {
      this.#events.debug(line);
      return;
    }
    this.#events.log(line);
    this.#quietAt = now;
    this.#quietPolls = 0;
  }
}

/**
 * Only then are no records nothing new: a type was read to its end, and none was interrupted. A poll that was interrupted
 * is repeated at once. A type may fail for weeks, for example without a permission, and the others still have their line.
 */
function hasReadToEnd(outcomes: readonly StreamOutcome[]): boolean {
  return (
    outcomes.some(({ failure }) => failure === undefined) && !outcomes.some(({ stats }) => stats.interrupted)
  );
}

function failedTypes(outcomes: readonly StreamOutcome[]): string {
  const types = outcomes.filter(({ failure }) => failure !== undefined).map(({ stream }) => stream.type);
  return types.length === 0 ? '' : `; failed: ${types.join(', ')}`;
}
