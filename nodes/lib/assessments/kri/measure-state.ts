/** Measures a snapshot, which is read as a whole. */
import { isRefused } from '../../contracts/evidence';
import { differs, toldOtherwise } from './cross-checks';
import type { Unmeasured } from './build-record';
import { type Look, queryOf, type Seen } from './measure';
import { lookAtEvents } from './measure-events';
import type { StateReading } from './data-source';
import { refusal, unmeasured } from './unavailable';
import type { Events, OfState } from './types';

export async function lookAtState(measure: OfState, request: Look): Promise<Seen> {
  const { window, override, readers, history } = request;
  const query = queryOf(measure, measure.state, request);
  const snapshot = await readers.state(measure.state, window, override);
  if (isRefused(snapshot)) {
    const reason = refusal(snapshot, request);
    const retryable = reason.state === 'error';
    const result: Seen & { readonly outcome: Unmeasured } = {
      history,
      outcome: { ...reason, coverage: 0, query },
      again: retryable,
    };
    return retryable ? result : measureFallback(measure, result, request);
  }
  const read: StateReading = snapshot.kind === 'evidence' ? snapshot.value : { records: [] };
  const { records, told: serverTotal } = read;
  const counts = measure.measure(records, window);
  if (counts === undefined) {
    const { unclear = `the response of ${query.endpoint} contains nothing that can be counted` } = measure;
    const outcome = { ...unmeasured('error', unclear), coverage: 0, query };
    return measureFallback(measure, { history, outcome, again: false }, request);
  }
  const crossChecks = toldOtherwise(query.endpoint, serverTotal, records.length);
  // An override has the window in its request.
  const reportedWindow = override === undefined ? counts.window : undefined;
  const undated =
    reportedWindow === null ? `${query.endpoint} does not report the time that its numbers cover` : null;
  const warning = differs(crossChecks) ?? undated;
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
  return { history, outcome, again: false };
}

/** Measures the fallback, if there is one. The first result stays when the fallback has no data either. */
async function measureFallback(
  { instead: other }: OfState,
  first: Seen & { readonly outcome: Unmeasured },
  request: Look,
): Promise<Seen> {
  if (other === undefined || request.override !== undefined) return first;
  const second = await lookAtEvents(other, request);
  const { history, outcome, again: retryable } = second;
  // A failed fallback can be retried. A fallback without data does not replace the first result.
  const hasNoData =
    outcome.kind === 'unmeasured'
      ? outcome.state !== 'error'
      : outcome.counts.denominator === 0 && !retryable;
  if (hasNoData) return { ...first, history };
  return {
    ...second,
    outcome: { ...outcome, warning: fallbackWarning(first.outcome, other, outcome.warning) },
  };
}

function fallbackWarning(
  { warning }: Unmeasured,
  { from = 'another source' }: Events,
  otherWarning: string | null,
): string {
  const text = `${warning}: counted from ${from} instead`;
  return otherWarning === null ? text : `${text}; ${otherWarning}`;
}
