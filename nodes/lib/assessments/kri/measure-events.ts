/** Measures a log over a window, by the hour. Hours that are stored from earlier runs are not read again. */
import { isUnavailable, type Unavailable } from '../../contracts/evidence';
import { HOUR_MS } from '../../util/time';
import type { Range, Truncation } from '../evidence/read-window';
import {
  compareWithResultCount,
  compareWithServerTotal,
  compareWithStats,
  mismatchText,
  missingText,
} from './cross-checks';
import { bucketsOf, type History, setBuckets } from './history';
import {
  HourlyCounter,
  missingRanges,
  type RangeCounter,
  splitIntoHours,
  type WindowCounts,
} from './hourly-counts';
import { describeQuery, type MeasureRequest, type MeasureResult, type ReadTarget } from './measure';
import { readLaterReleases } from './members/later-releases';
import {
  isTolerated,
  judgeMembers,
  keyOf,
  MAX_LACKING_SHARE,
  type MemberVerdict,
} from './members/member-rule';
import { MemberTally } from './members/member-tally';
import { heldMailKey } from './members/release-join';
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
  const slices = splitIntoHours(window, bucketsOf(before, slug, countedAs), oldest);
  const counter = new HourlyCounter(slices);
  const tally = new MemberTally();
  const countedHistory = (): History => setBuckets(before, slug, countedAs, counter.toBuckets(window.to));
  const read = await readMissing(measure, missingRanges(slices, oldest), counter, {
    ...request,
    tally,
    save: () => request.saveProgress(countedHistory()),
  });
  const history = countedHistory();
  const { coverage } = counter;
  const unmeasured = (reason: UnmeasuredReason, isRetryable = reason.state === 'error'): MeasureResult => ({
    history,
    outcome: { ...reason, window, coverage, query },
    retryable: isRetryable,
    recordsRead: 0,
  });
  const unavailable = unavailableReason(read, coverage, request);
  if (unavailable !== undefined) return unmeasured(unavailable);
  const counted = counter.counts();
  const lacking = tally.lacking(counted);
  const verdict: MemberVerdict = override === undefined ? judgeMembers(measure.members, lacking) : {};
  // The same answer comes again, so a retry is useless.
  if (verdict.unusable !== undefined) return unmeasured(unmeasuredReason('error', verdict.unusable), false);
  const unproven =
    counted.denominator === 0 ? await unprovenZero(measure, counted, read, request) : undefined;
  if (unproven !== undefined) return unmeasured(unproven);
  const comparable = coverage === 1 && override === undefined;
  const statsChecks = comparable ? await compareWithStats(measure, counted.denominator ?? 0, request) : [];
  const crossChecks = [...read.crossChecks, ...statsChecks];
  // Statistics are made at another time. They contradict a count only when it found nothing.
  const missing = missingText(counted.denominator === 0 ? crossChecks : read.crossChecks);
  const releases = await readLaterReleases(measure, counted, { ...request, window });
  const incomplete = joinTexts([verdict.incomplete, releases.incomplete, missing]);
  const tooYoung = coverage < 1 ? `${query.endpoint} ${HISTORY_TOO_SHORT}` : null;
  const partial = partialReason(read);
  const outcome = {
    ...({ kind: 'measured', window, counts: releases.counts, coverage, crossChecks } as const),
    warning: joinTexts([partial, incomplete]) ?? mismatchText(crossChecks) ?? verdict.note ?? tooYoung,
    query: { ...query, ...(releases.joinedWith && { joinedWith: releases.joinedWith }) },
    isIncomplete: incomplete !== undefined,
    lacking: tally.byMember(measure.members, lacking),
  };
  // A retry is useless for data that is not available at all.
  const retryable = partial !== undefined || releases.retryable;
  return { history, outcome, retryable, recordsRead: Math.max(counted.records, counted.denominator ?? 0) };
}

/** Why a count of zero of zero is no zero. */
async function unprovenZero(
  measure: EventMeasure,
  { records }: WindowCounts,
  { crossChecks }: RangeResult,
  request: MeasureRequest,
): Promise<UnmeasuredReason | undefined> {
  const contradiction = missingText(crossChecks);
  if (contradiction !== undefined) return unmeasuredReason('error', contradiction);
  return records === 0 ? findMissingLicence(measure, request) : undefined;
}

/** undefined when there is none */
const joinTexts = (texts: readonly (string | undefined)[]): string | undefined => {
  const present = texts.filter((text) => text !== undefined);
  return present.length === 0 ? undefined : present.join('; ');
};

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
  /** too many records without a time were read, so the hours are not certain */
  readonly hasUnplaced?: boolean;
}

interface CountRequest extends ReadTarget {
  readonly tally: MemberTally;
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
    if (read.hasUnplaced === true) rangeCounter.distrust();
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
  const { override, dataSource, tally } = request;
  // An override selects exactly the records to count, because the fields of its records are unknown.
  const logs: readonly LogClassifier[] =
    override === undefined
      ? [checkedClassifier(measure, tally), ...(measure.secondaryCounts ?? [])]
      : [{ log: measure.log, classify: (): Classification => ({ counted: true }) }];
  const crossChecks: CrossCheck[] = [];
  let truncation: Truncation | undefined;
  let hasUnplaced = false;
  for (const { log, classify } of logs) {
    let records = 0;
    const result = await dataSource.readLog(log, range, override, (record, time) => {
      records += 1;
      const classification = classify(record);
      const key = classification.members && measure.laterReleases ? heldMailKey(record) : undefined;
      const held = key === undefined ? {} : { held: { key, at: time } };
      counter.add(time, { ...classification, ...held }, measure.idOf(record));
    });
    if (isUnavailable(result)) return { failure: result, crossChecks };
    const counts: LogReadResult = result.kind === 'evidence' ? result.value : {};
    const { serverTotal, resultCount, received = records, unplaced } = counts;
    if (unplaced !== undefined && log === measure.log) {
      const rules = measure.members;
      const times = Object.entries(unplaced)
        .filter(
          ([key, count]) =>
            !isTolerated(
              rules.find((rule) => keyOf(rule) === key),
              count,
              received,
            ),
        )
        .reduce((sum, [, count]) => sum + count, 0);
      hasUnplaced = times > received * MAX_LACKING_SHARE;
      tally.addUnplaced(unplaced, received);
    }
    truncation ??= counts.truncated;
    const { endpoint } = dataSource.describe(log, override);
    crossChecks.push(
      ...compareWithServerTotal(endpoint, serverTotal, received),
      ...compareWithResultCount(endpoint, resultCount, received),
    );
  }
  return { truncation, crossChecks, hasUnplaced };
}

/** Checks the members of each record too. */
const checkedClassifier = ({ log, classify, members }: EventMeasure, tally: MemberTally): LogClassifier => ({
  log,
  classify: (record) => ({ ...classify(record), members: tally.check(members, record) }),
});
