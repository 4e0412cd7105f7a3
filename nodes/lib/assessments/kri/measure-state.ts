/** Measures a snapshot, which is read as a whole. */
import { isUnavailable } from '../../contracts/evidence';
import type { JsonObject } from '../../contracts/json';
import type { Unmeasured } from './build-record';
import { compareWithServerTotal, mismatchText, missingText } from './cross-checks';
import { describeQuery, type MeasureRequest, type MeasureResult } from './measure';
import { measureEvents } from './measure-events';
import { judgeMembers, type MemberVerdict } from './members/member-rule';
import { addChecked, emptyMemberTotals, MemberTally } from './members/member-tally';
import type { Counts, EventMeasure, SnapshotReadResult, StateMeasure } from './types';
import { explainUnavailable, unmeasuredReason } from './unavailable';

export async function measureState(measure: StateMeasure, request: MeasureRequest): Promise<MeasureResult> {
  const { window, override, dataSource, history } = request;
  const query = describeQuery(measure, measure.state, request);
  const snapshot = await dataSource.readSnapshot(measure.state, window, override);
  if (isUnavailable(snapshot)) {
    const reason = explainUnavailable(snapshot, request);
    const retryable = reason.state === 'error';
    const result: MeasureResult & { readonly outcome: Unmeasured } = {
      history,
      outcome: { ...reason, coverage: 0, query },
      retryable,
      recordsRead: 0,
    };
    return retryable ? result : measureFallback(measure, result, request);
  }
  const read: SnapshotReadResult = snapshot.kind === 'evidence' ? snapshot.value : { records: [] };
  const { records, serverTotal } = read;
  const rows = checkRows(measure, records, request);
  const counts = rows.unusable === undefined ? measure.measure(records, window) : undefined;
  const crossChecks = compareWithServerTotal(query.endpoint, serverTotal, records.length);
  const missing = missingText(crossChecks);
  const unmeasured = (
    text: string,
    retryable: boolean,
  ): MeasureResult & { readonly outcome: Unmeasured } => ({
    history,
    outcome: { ...unmeasuredReason('error', text), coverage: 0, query },
    retryable,
    recordsRead: 0,
  });
  if (missing !== undefined && records.length === 0) return unmeasured(missing, true);
  if (counts === undefined) {
    const text = rows.unusable ?? measure.unclearMessage ?? `the response of ${query.endpoint} ${UNCLEAR}`;
    return measureFallback(measure, unmeasured(text, false), request);
  }
  // An override has the window in its request.
  const reportedWindow = override === undefined ? counts.window : undefined;
  const undated =
    reportedWindow === null ? `${query.endpoint} does not report the time that its numbers cover` : undefined;
  const uncounted = judgeUncounted(counts);
  const incomplete = rows.incomplete ?? uncounted.incomplete ?? missing;
  const outcome = {
    ...({ kind: 'measured', counts, coverage: 1, crossChecks, query } as const),
    ...(reportedWindow === undefined ? {} : { window: reportedWindow }),
    warning: incomplete ?? mismatchText(crossChecks) ?? rows.note ?? uncounted.note ?? undated ?? null,
    isIncomplete: incomplete !== undefined,
    lacking: rows.lacking,
  };
  return { history, outcome, retryable: false, recordsRead: records.length };
}

const UNCLEAR = 'contains nothing that can be counted';

const judgeUncounted = ({ uncounted }: Counts): MemberVerdict =>
  judgeMembers([], uncounted === undefined ? [] : [{ ...uncounted, key: uncounted.member }]);

/** Rows of an override are not checked, because their members are unknown. */
function checkRows(
  { members = [] }: StateMeasure,
  records: readonly JsonObject[],
  { override }: MeasureRequest,
): MemberVerdict & { readonly lacking: Readonly<Record<string, number>> } {
  const tally = new MemberTally();
  const checked = emptyMemberTotals();
  for (const record of override === undefined ? records : []) {
    addChecked(checked, tally.check(members, record));
  }
  const lacking = tally.lacking(checked);
  return { ...judgeMembers(members, lacking), lacking: tally.byMember(members, lacking) };
}

/** Measures the fallback, if there is one. The first result stays when the fallback has no data either. */
async function measureFallback(
  { fallback }: StateMeasure,
  first: MeasureResult & { readonly outcome: Unmeasured },
  request: MeasureRequest,
): Promise<MeasureResult> {
  if (fallback === undefined || request.override !== undefined) return first;
  const second = await measureEvents(fallback, request);
  const { history, outcome, retryable } = second;
  // A failed fallback can be retried. A fallback without data does not replace the first result.
  const hasNoData =
    outcome.kind === 'unmeasured'
      ? outcome.state !== 'error'
      : outcome.counts.denominator === 0 && !retryable;
  if (hasNoData) return { ...first, history };
  return {
    ...second,
    outcome: { ...outcome, warning: fallbackWarning(first.outcome, fallback, outcome.warning) },
  };
}

function fallbackWarning(
  { warning }: Unmeasured,
  { sourceName = 'another source' }: EventMeasure,
  otherWarning: string | null,
): string {
  const text = `${warning}: counted from ${sourceName} instead`;
  return otherWarning === null ? text : `${text}; ${otherWarning}`;
}
