/** A log over a window, hour by hour: what was counted before is not read again. */
import { isRefused, type Refused } from '../../survey/answer';
import { HOUR_MS, missingOf, type Part, piecesOf, Tally } from './buckets';
import { differs, statistics, toldOtherwise } from './cross-checks';
import { bucketsOf, type History, withBuckets } from './history';
import { type Look, queryOf, type Seen } from './look';
import type { LogReading, Short } from './readers';
import { isQuota, type Reason, refusal, unlicensed, unmeasured as unmeasuredFor } from './refusals';
import type { CrossCheck, Events, Range, Vote } from './types';

export async function lookAtEvents(measure: Events, look: Look): Promise<Seen> {
  const { slug, override, history: before } = look;
  const query = queryOf(measure, measure.log, look);
  const countedAs = JSON.stringify([query.endpoint, query.filter, query.counted]);
  const reach = look.readers.reach(measure.log, override);
  const window = look.window.from < reach ? fromWholeHour(look.window) : look.window;
  const pieces = piecesOf(window, bucketsOf(before, slug, countedAs));
  const tally = new Tally(pieces);
  const counted = (): History => withBuckets(before, slug, countedAs, tally.buckets(window.to));
  const read = await readMissing(measure, missingOf(pieces, reach), tally, {
    ...look,
    keep: () => look.keep(counted()),
  });
  const history = counted();
  const { coverage } = tally;
  const unmeasured = (reason: Reason): Seen => ({
    history,
    outcome: { ...reason, window, coverage, query },
    again: reason.state === 'error',
  });
  const nothing = nothingOf(read, coverage, look);
  if (nothing !== undefined) return unmeasured(nothing);
  const counts = tally.counts();
  const missing = counts.denominator === 0 ? await unlicensed(measure, look) : undefined;
  if (missing !== undefined) return unmeasured(missing);
  const comparable = coverage === 1 && override === undefined;
  const told = comparable ? await statistics(measure, counts.denominator ?? 0, look) : [];
  const all = [...read.crossChecks, ...told];
  const young = coverage < 1 ? `${query.endpoint} ${YOUNG}` : null;
  const warning = troubleOf(read) ?? differs(all) ?? young;
  const outcome = { kind: 'measured', window, counts, coverage, crossChecks: all, warning, query } as const;
  // What can't be had at all is no reason to hurry.
  return { history, outcome, again: troubleOf(read) !== undefined };
}

const YOUNG = 'does not go back so far: its first hours fill up with time';

/** Why nothing is known, though something may have been read. */
function nothingOf({ refused, short }: ReadPart, coverage: number, look: Look): Reason | undefined {
  if (refused !== undefined && !(isQuota(refused) && coverage > 0)) return refusal(refused, look);
  return short !== undefined && coverage === 0 ? unmeasuredFor('error', tooShort(short)) : undefined;
}

/** What keeps it from being all that there is. */
const troubleOf = ({ refused, short }: ReadPart): string | undefined =>
  refused?.error.message ?? (short && tooShort(short));

const tooShort = ({ error }: Short): string => `the newest events could not be read: ${error.message}`;

/** What is left of an hour that can't be read any more is never known; the hour as a whole is, from earlier runs. */
const fromWholeHour = ({ from, to }: Range): Range => ({ from: Math.floor(from / HOUR_MS) * HOUR_MS, to });

interface ReadPart {
  /** what ended it early */
  readonly refused?: Refused | undefined;
  /** what the newest part of it lacks */
  readonly short?: Short | undefined;
  readonly crossChecks: readonly CrossCheck[];
}

type Counting = Pick<Look, 'override' | 'readers'> & { readonly keep: () => Promise<void> };

/** Range by range; what was read before one is refused stays in the tally. */
async function readMissing(
  measure: Events,
  missing: readonly Range[],
  tally: Tally,
  look: Counting,
): Promise<ReadPart> {
  const crossChecks: CrossCheck[] = [];
  let short: Short | undefined;
  for (const range of missing) {
    const part = tally.open(range);
    const read = await readRange(measure, range, part, look);
    crossChecks.push(...read.crossChecks);
    short ??= read.short;
    if (read.refused !== undefined) {
      // A day that the quota does not hold would never be read if each try began anew.
      if (measure.inOrder === true && look.override === undefined) part.commitPassed();
      return { refused: read.refused, short, crossChecks };
    }
    part.commitUntil(read.short?.until ?? range.to);
    await look.keep();
  }
  return { short, crossChecks };
}

async function readRange(measure: Events, range: Range, part: Part, look: Counting): Promise<ReadPart> {
  const { override, readers } = look;
  // What an override selects is what is meant: nothing is known of its fields.
  const logs: readonly Pick<Events, 'log' | 'vote'>[] =
    override === undefined
      ? [measure, ...(measure.besides ?? [])]
      : [{ log: measure.log, vote: (): Vote => ({ counted: true }) }];
  const crossChecks: CrossCheck[] = [];
  let short: Short | undefined;
  for (const { log, vote } of logs) {
    let records = 0;
    const answer = await readers.log(log, range, override, (record, time) => {
      records += 1;
      part.add(time, vote(record), measure.idOf(record));
    });
    if (isRefused(answer)) return { refused: answer, crossChecks };
    const reading: LogReading = answer.kind === 'evidence' ? answer.value : {};
    const { told, came = records } = reading;
    short ??= reading.short;
    crossChecks.push(...toldOtherwise(readers.describe(log, override).endpoint, told, came));
  }
  return { short, crossChecks };
}
