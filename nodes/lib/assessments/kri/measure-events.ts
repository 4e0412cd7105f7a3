/** Measures a log over a window, by the hour. Hours that are stored from earlier runs are not read again. */
import { isRefused, type Refused } from '../../contracts/evidence';
import { HOUR_MS, missingOf, type Part, piecesOf, Tally } from './hourly-counts';
import { differs, statistics, toldOtherwise } from './cross-checks';
import { bucketsOf, type History, withBuckets } from './history';
import { type Look, queryOf, type ReadTarget, type Seen } from './measure';
import type { LogReading, Short } from './data-source';
import { isQuota, type Reason, refusal, unlicensed, unmeasured as unmeasuredFor } from './unavailable';
import type { CrossCheck, Events, LogClassifier, Range, Vote } from './types';

export async function lookAtEvents(measure: Events, request: Look): Promise<Seen> {
  const { slug, override, history: before } = request;
  const query = queryOf(measure, measure.log, request);
  const countedAs = JSON.stringify([query.endpoint, query.filter, query.counted]);
  const oldest = request.readers.reach(measure.log, override);
  const window = request.window.from < oldest ? floorToHour(request.window) : request.window;
  const slices = piecesOf(window, bucketsOf(before, slug, countedAs));
  const counter = new Tally(slices);
  const countedHistory = (): History => withBuckets(before, slug, countedAs, counter.buckets(window.to));
  const read = await readMissing(measure, missingOf(slices, oldest), counter, {
    ...request,
    save: () => request.keep(countedHistory()),
  });
  const history = countedHistory();
  const { coverage } = counter;
  const unmeasured = (reason: Reason): Seen => ({
    history,
    outcome: { ...reason, window, coverage, query },
    again: reason.state === 'error',
  });
  const unavailable = unavailableReason(read, coverage, request);
  if (unavailable !== undefined) return unmeasured(unavailable);
  const counts = counter.counts();
  const notLicensed = counts.denominator === 0 ? await unlicensed(measure, request) : undefined;
  if (notLicensed !== undefined) return unmeasured(notLicensed);
  const comparable = coverage === 1 && override === undefined;
  const statsChecks = comparable ? await statistics(measure, counts.denominator ?? 0, request) : [];
  const crossChecks = [...read.crossChecks, ...statsChecks];
  const tooYoung = coverage < 1 ? `${query.endpoint} ${HISTORY_TOO_SHORT}` : null;
  const warning = partialReason(read) ?? differs(crossChecks) ?? tooYoung;
  const outcome = { kind: 'measured', window, counts, coverage, crossChecks, warning, query } as const;
  // Data that is not available at all is no reason for a retry.
  return { history, outcome, again: partialReason(read) !== undefined };
}

const HISTORY_TOO_SHORT = 'does not go back that far yet: the missing hours fill up over time';

/** Why there is no value at all, although a part may have been read. */
function unavailableReason(
  { failure, truncation }: RangeResult,
  coverage: number,
  request: Look,
): Reason | undefined {
  if (failure !== undefined && !(isQuota(failure) && coverage > 0)) return refusal(failure, request);
  return truncation !== undefined && coverage === 0
    ? unmeasuredFor('error', truncatedMessage(truncation))
    : undefined;
}

/** Why the value is incomplete. */
const partialReason = ({ failure, truncation }: RangeResult): string | undefined =>
  failure?.error.message ?? (truncation && truncatedMessage(truncation));

const truncatedMessage = ({ error }: Short): string =>
  `the newest events could not be read: ${error.message}`;

/** A partial hour that is out of reach can never be counted, but the whole hour may be stored from an earlier run. */
const floorToHour = ({ from, to }: Range): Range => ({ from: Math.floor(from / HOUR_MS) * HOUR_MS, to });

interface RangeResult {
  /** the error that ended the read early */
  readonly failure?: Refused | undefined;
  /** set when the newest records could not be read */
  readonly truncation?: Short | undefined;
  readonly crossChecks: readonly CrossCheck[];
}

interface CountRequest extends ReadTarget {
  readonly override: Look['override'];
  readonly save: () => Promise<void>;
}

/** Reads range by range. Ranges that were read before an error stay counted. */
async function readMissing(
  measure: Events,
  ranges: readonly Range[],
  counter: Tally,
  request: CountRequest,
): Promise<RangeResult> {
  const crossChecks: CrossCheck[] = [];
  let truncation: Short | undefined;
  for (const range of ranges) {
    const rangeCounter = counter.open(range);
    const read = await readRange(measure, range, rangeCounter, request);
    crossChecks.push(...read.crossChecks);
    truncation ??= read.truncation;
    if (read.failure !== undefined) {
      // A day that needs more calls than the quota allows would never finish if each try started from scratch.
      if (measure.inOrder === true && request.override === undefined) rangeCounter.commitPassed();
      return { failure: read.failure, truncation, crossChecks };
    }
    rangeCounter.commitUntil(read.truncation?.until ?? range.to);
    await request.save();
  }
  return { truncation, crossChecks };
}

async function readRange(
  measure: Events,
  range: Range,
  counter: Part,
  request: CountRequest,
): Promise<RangeResult> {
  const { override, readers } = request;
  // An override selects exactly the records to count, because the fields of its records are unknown.
  const logs: readonly LogClassifier[] =
    override === undefined
      ? [measure, ...(measure.besides ?? [])]
      : [{ log: measure.log, vote: (): Vote => ({ counted: true }) }];
  const crossChecks: CrossCheck[] = [];
  let truncation: Short | undefined;
  for (const { log, vote: classify } of logs) {
    let records = 0;
    const result = await readers.log(log, range, override, (record, time) => {
      records += 1;
      counter.add(time, classify(record), measure.idOf(record));
    });
    if (isRefused(result)) return { failure: result, crossChecks };
    const counts: LogReading = result.kind === 'evidence' ? result.value : {};
    const { told: serverTotal, came: received = records } = counts;
    truncation ??= counts.short;
    crossChecks.push(...toldOtherwise(readers.describe(log, override).endpoint, serverTotal, received));
  }
  return { truncation, crossChecks };
}
