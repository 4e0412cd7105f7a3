/** Measures a log over a window, by the hour. Hours that are stored from earlier runs are not read again. */
import { isUnavailable, type Unavailable } from '../../contracts/evidence';
import { HOUR_MS } from '../../util/time';
import type { Range, Truncation } from '../evidence/read-window';
import { compareWithServerTotal, compareWithStats, mismatchText } from './cross-checks';
import { bucketsOf, type History, setBuckets } from './history';
import { HourlyCounter, missingRanges, type RangeCounter, splitIntoHours } from './hourly-counts';
import { describeQuery, type MeasureRequest, type MeasureResult, type ReadTarget } from './measure';
import type { Classification, CrossCheck, EventMeasure, LogClassifier, LogReadResult } from './types';
import {
  explainUnavailable,
  findMissingLicence,
  isRateLimited,
  type UnmeasuredReason,
  unmeasuredReason,
} from './unavailable';

export async function measureEvents(measure: EventMeasure, request: MeasureRequest): Promise<MeasureResult> {
  const { slug, override, history: before } = request;
  const query = describeQuery(measure, measure.log, request);
  const countedAs = JSON.stringify([query.endpoint, query.filter, query.counted]);
  const oldest = request.dataSource.oldestAvailable(measure.log, override);
  const window = request.window.from < oldest ? floorToHour(request.window) : request.window;
  const slices = splitIntoHours(window, bucketsOf(before, slug, countedAs));
  const counter = new HourlyCounter(slices);
  const countedHistory = (): History => setBuckets(before, slug, countedAs, counter.toBuckets(window.to));
  const read = await readMissing(measure, missingRanges(slices, oldest), counter, {
    ...request,
    save: () => request.saveProgress(countedHistory()),
  });
  const history = countedHistory();
  const { coverage } = counter;
  const unmeasured = (reason: UnmeasuredReason): MeasureResult => ({
    history,
    outcome: { ...reason, window, coverage, query },
    retryable: reason.state === 'error',
  });
  const unavailable = unavailableReason(read, coverage, request);
  if (unavailable !== undefined) return unmeasured(unavailable);
  const counts = counter.counts();
  const notLicensed = counts.denominator === 0 ? await findMissingLicence(measure, request) : undefined;
  if (notLicensed !== undefined) return unmeasured(notLicensed);
  const comparable = coverage === 1 && override === undefined;
  const statsChecks = comparable ? await compareWithStats(measure, counts.denominator ?? 0, request) : [];
  const crossChecks = [...read.crossChecks, ...statsChecks];
  const tooYoung = coverage < 1 ? `${query.endpoint} ${HISTORY_TOO_SHORT}` : null;
  const warning = partialReason(read) ?? mismatchText(crossChecks) ?? tooYoung;
  const outcome = { kind: 'measured', window, counts, coverage, crossChecks, warning, query } as const;
  // A retry is useless for data that is not available at all.
  return { history, outcome, retryable: partialReason(read) !== undefined };
}

const HISTORY_TOO_SHORT = 'does not go back that far yet: the missing hours fill up over time';

/** Why there is no value at all, although a part may have been read. */
function unavailableReason(
  { failure, truncation }: RangeResult,
  coverage: number,
  request: MeasureRequest,
): UnmeasuredReason | undefined {
  if (failure !== undefined && !(isRateLimited(failure) && coverage > 0))
    return explainUnavailable(failure, request);
  return truncation !== undefined && coverage === 0
    ? unmeasuredReason('error', truncatedMessage(truncation))
    : undefined;
}

/** Why the value is incomplete. */
const partialReason = ({ failure, truncation }: RangeResult): string | undefined =>
  failure?.error.message ?? (truncation && truncatedMessage(truncation));

const truncatedMessage = ({ error }: Truncation): string =>
  `the newest events could not be read: ${error.message}`;

/** A partial hour that is out of reach can never be counted, but the whole hour may be stored from an earlier run. */
const floorToHour = ({ from, to }: Range): Range => ({ from: Math.floor(from / HOUR_MS) * HOUR_MS, to });

interface RangeResult {
  /** the error that ended the read early */
  readonly failure?: Unavailable | undefined;
  /** set when the newest records could not be read */
  readonly truncation?: Truncation | undefined;
  readonly crossChecks: readonly CrossCheck[];
}

interface CountRequest extends ReadTarget {
  readonly override: MeasureRequest['override'];
  readonly save: () => Promise<void>;
}

/** Reads range by range. Ranges that were read before an error stay counted. */
async function readMissing(
  measure: EventMeasure,
  ranges: readonly Range[],
  counter: HourlyCounter,
  request: CountRequest,
): Promise<RangeResult> {
  const crossChecks: CrossCheck[] = [];
  let truncation: Truncation | undefined;
  for (const range of ranges) {
    const rangeCounter = counter.openRange(range);
    const read = await readRange(measure, range, rangeCounter, request);
    crossChecks.push(...read.crossChecks);
    truncation ??= read.truncation;
    if (read.failure !== undefined) {
      // A day that needs more calls than the quota allows would never finish if each try started from scratch.
      if (measure.chronological === true && request.override === undefined) rangeCounter.commitCompleted();
      return { failure: read.failure, truncation, crossChecks };
    }
    rangeCounter.commitUntil(read.truncation?.until ?? range.to);
    await request.save();
  }
  return { truncation, crossChecks };
}

async function readRange(
  measure: EventMeasure,
  range: Range,
  counter: RangeCounter,
  request: CountRequest,
): Promise<RangeResult> {
  const { override, dataSource } = request;
  // An override selects exactly the records to count, because the fields of its records are unknown.
  const logs: readonly LogClassifier[] =
    override === undefined
      ? [measure, ...(measure.secondaryCounts ?? [])]
      : [{ log: measure.log, classify: (): Classification => ({ counted: true }) }];
  const crossChecks: CrossCheck[] = [];
  let truncation: Truncation | undefined;
  for (const { log, classify } of logs) {
    let records = 0;
    const result = await dataSource.readLog(log, range, override, (record, time) => {
      records += 1;
      counter.add(time, classify(record), measure.idOf(record));
    });
    if (isUnavailable(result)) return { failure: result, crossChecks };
    const counts: LogReadResult = result.kind === 'evidence' ? result.value : {};
    const { serverTotal, received = records } = counts;
    truncation ??= counts.truncated;
    crossChecks.push(
      ...compareWithServerTotal(dataSource.describe(log, override).endpoint, serverTotal, received),
    );
  }
  return { truncation, crossChecks };
}
