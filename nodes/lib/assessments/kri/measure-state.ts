/** Measures a snapshot, which is read as a whole. */
import { isUnavailable } from '../../contracts/evidence';
import type { Unmeasured } from './build-record';
import { compareWithServerTotal, mismatchText } from './cross-checks';
import { describeQuery, type MeasureRequest, type MeasureResult } from './measure';
import { measureEvents } from './measure-events';
import type { EventMeasure, SnapshotReadResult, StateMeasure } from './types';
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
    };
    return retryable ? result : measureFallback(measure, result, request);
  }
  const read: SnapshotReadResult = snapshot.kind === 'evidence' ? snapshot.value : { records: [] };
  const { records, serverTotal } = read;
  const counts = measure.measure(records, window);
  if (counts === undefined) {
    const { unclearMessage = `the response of ${query.endpoint} contains nothing that can be counted` } =
      measure;
    const outcome = { ...unmeasuredReason('error', unclearMessage), coverage: 0, query };
    return measureFallback(measure, { history, outcome, retryable: false }, request);
  }
  const crossChecks = compareWithServerTotal(query.endpoint, serverTotal, records.length);
  // An override has the window in its request.
  const reportedWindow = override === undefined ? counts.window : undefined;
  const undated =
    reportedWindow === null ? `${query.endpoint} does not report the time that its numbers cover` : null;
  const warning = mismatchText(crossChecks) ?? undated;
  const windowPart = reportedWindow === undefined ? {} : { window: reportedWindow };
  const outcome = {
    kind: 'measured',
    ...windowPart,
    counts,
    coverage: 1,
    crossChecks,
    warning,
    query,
  } as const;
  return { history, outcome, retryable: false };
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
