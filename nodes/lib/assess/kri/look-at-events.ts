/** A log over a window, hour by hour: what was counted before is not read again. */
import { isRefused, type Refused } from '../../survey/answer';
import { missingOf, type Part, piecesOf, Tally } from './buckets';
import { differs, statistics, toldOtherwise } from './cross-checks';
import { bucketsOf, withBuckets } from './history';
import { type Look, queryOf, type Seen } from './look';
import { isQuota, type Reason, refusal, unlicensed } from './refusals';
import type { CrossCheck, Events, Range, Vote } from './types';

export async function lookAtEvents(measure: Events, look: Look): Promise<Seen> {
  const { slug, window, override } = look;
  const query = queryOf(measure, measure.log, look);
  const countedAs = JSON.stringify([query.endpoint, query.filter, query.counted]);
  const pieces = piecesOf(window, bucketsOf(look.history, slug, countedAs));
  const tally = new Tally(pieces);
  const reach = look.readers.reach(measure.log, override);
  const { refused, crossChecks } = await readMissing(measure, missingOf(pieces, reach), tally, look);
  const history = withBuckets(look.history, slug, countedAs, tally.buckets(window.to));
  const { coverage } = tally;
  const unmeasured = (reason: Reason): Seen => ({
    history,
    outcome: { ...reason, coverage, query },
    again: reason.state === 'error',
  });
  if (refused !== undefined && !(isQuota(refused) && coverage > 0)) return unmeasured(refusal(refused, look));
  const counts = tally.counts();
  const missing = counts.denominator === 0 ? await unlicensed(measure, look) : undefined;
  if (missing !== undefined) return unmeasured(missing);
  const comparable = coverage === 1 && override === undefined;
  const told = comparable ? await statistics(measure, counts.denominator ?? 0, look) : [];
  const all = [...crossChecks, ...told];
  const short =
    coverage < 1 ? `${query.endpoint} does not go back so far: its first hours fill up with time` : null;
  const warning = refused === undefined ? (differs(all) ?? short) : refused.error.message;
  const outcome = { kind: 'measured', counts, coverage, crossChecks: all, warning, query } as const;
  // What can't be had at all is no reason to hurry.
  return { history, outcome, again: refused !== undefined };
}

interface ReadPart {
  /** what ended it early */
  readonly refused?: Refused;
  readonly crossChecks: readonly CrossCheck[];
}

/** Range by range; what was read before one is refused stays in the tally. */
async function readMissing(
  measure: Events,
  missing: readonly Range[],
  tally: Tally,
  look: Look,
): Promise<ReadPart> {
  const crossChecks: CrossCheck[] = [];
  for (const range of missing) {
    const part = tally.open(range);
    const read = await readRange(measure, range, part, look);
    crossChecks.push(...read.crossChecks);
    if (read.refused !== undefined) {
      // A day that the quota does not hold would never be read if each try began anew.
      if (measure.inOrder === true && look.override === undefined) part.commitPassed();
      return { refused: read.refused, crossChecks };
    }
    part.commit();
  }
  return { crossChecks };
}

async function readRange(measure: Events, range: Range, part: Part, look: Look): Promise<ReadPart> {
  const { override, readers } = look;
  // What an override selects is what is meant: nothing is known of its fields.
  const logs: readonly Pick<Events, 'log' | 'vote'>[] =
    override === undefined
      ? [measure, ...(measure.besides ?? [])]
      : [{ log: measure.log, vote: (): Vote => ({ counted: true }) }];
  const crossChecks: CrossCheck[] = [];
  for (const { log, vote } of logs) {
    let records = 0;
    const answer = await readers.log(log, range, override, (record, time) => {
      records += 1;
      part.add(time, vote(record), measure.idOf(record));
    });
    if (isRefused(answer)) return { refused: answer, crossChecks };
    const { told, came = records } = answer.kind === 'evidence' ? answer.value : {};
    crossChecks.push(...toldOtherwise(readers.describe(log, override).endpoint, told, came));
  }
  return { crossChecks };
}
