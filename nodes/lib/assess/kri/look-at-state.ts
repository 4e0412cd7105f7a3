/** Something as it is now, read as a whole. */
import { isRefused } from '../../survey/answer';
import { differs, toldOtherwise } from './cross-checks';
import type { Unmeasured } from './judge';
import { type Look, queryOf, type Seen } from './look';
import { lookAtEvents } from './look-at-events';
import { refusal, unmeasured } from './refusals';
import type { Events, OfState } from './types';

export async function lookAtState(measure: OfState, look: Look): Promise<Seen> {
  const { window, override, readers, history } = look;
  const query = queryOf(measure, measure.state, look);
  const answer = await readers.state(measure.state, window, override);
  if (isRefused(answer)) {
    const reason = refusal(answer, look);
    const again = reason.state === 'error';
    const seen = { history, outcome: { ...reason, coverage: 0, query }, again };
    return again ? seen : instead(measure, seen, look);
  }
  const { records, told } = answer.kind === 'evidence' ? answer.value : { records: [], told: undefined };
  const counts = measure.measure(records, window);
  if (counts === undefined) {
    const { unclear = `the answer of ${query.endpoint} has nothing in it that could be counted` } = measure;
    const outcome = { ...unmeasured('error', unclear), coverage: 0, query };
    return instead(measure, { history, outcome, again: false }, look);
  }
  const crossChecks = toldOtherwise(query.endpoint, told, records.length);
  // An override is asked for the window by name.
  const of = override === undefined ? counts.window : undefined;
  const undated = of === null ? `${query.endpoint} does not say of which time its answer is` : null;
  const warning = differs(crossChecks) ?? undated;
  const ofWhen = of === undefined ? {} : { window: of };
  const outcome = { kind: 'measured', ...ofWhen, counts, coverage: 1, crossChecks, warning, query } as const;
  return { history, outcome, again: false };
}

/** Another place that knows nearly the same, where there is one and it has anything to say. */
async function instead(
  { instead: other }: OfState,
  first: Seen & { readonly outcome: Unmeasured },
  look: Look,
): Promise<Seen> {
  if (other === undefined || look.override !== undefined) return first;
  const second = await lookAtEvents(other, look);
  const { history, outcome, again } = second;
  // What may be there after all is tried again; what is not there says nothing about the first.
  const silent =
    outcome.kind === 'unmeasured' ? outcome.state !== 'error' : outcome.counts.denominator === 0 && !again;
  if (silent) return { ...first, history };
  return { ...second, outcome: { ...outcome, warning: joined(first.outcome, other, outcome.warning) } };
}

function joined({ warning }: Unmeasured, { from = 'another place' }: Events, more: string | null): string {
  const text = `${warning}: counted from ${from} instead`;
  return more === null ? text : `${text}; ${more}`;
}
