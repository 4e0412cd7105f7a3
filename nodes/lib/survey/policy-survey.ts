import type { Seen, SeenSources, SourceId } from '../assess/policy/types';
import { withoutSensitive } from '../sensitive';
import { isValue, type Value } from '../streams/paged/canonical';
import { auditLog } from '../streams/window/logs/audit';
import { type Answer, isRefused } from './answer';
import { drainWindow, type Range } from './drain-window';
import { look, type SurveyContext } from './look';
import { patiently } from './patience';
import { FALLBACKS, isUnpublished, type Records, SOURCES, type SourceOptions } from './policy-sources';

export interface SurveyOptions extends SourceOptions {
  /** whether paths that Mimecast does not publish are asked too */
  readonly unpublished: boolean;
}

/**
 * Looks at each source once, one after another.
 * @throws the signal's reason when aborted; anything else is one of the six answers
 */
export async function surveyPolicies(
  sources: readonly SourceId[],
  options: SurveyOptions,
  context: SurveyContext,
): Promise<SeenSources> {
  const seen: Partial<Record<SourceId, Seen>> = {};
  for (const source of sources) {
    if (isUnpublished(source) && !options.unpublished) continue;
    const instead = FALLBACKS[source];
    if (instead !== undefined && wasSeen(seen[instead])) continue;
    seen[source] = seenOf(await patiently(context, (patient) => SOURCES[source](patient, options)));
  }
  return seen;
}

const wasSeen = (seen: Seen | undefined): boolean => seen?.kind === 'evidence' || seen?.kind === 'empty';

/** From here on nothing sensitive is left: not for hashing, not for keeping, not for sending. */
function seenOf(answer: Answer<Records>): Seen {
  if (isRefused(answer)) return { kind: answer.kind, reason: answer.error.message, asked: answer.asked };
  if (answer.kind === 'empty') return answer;
  const records = answer.value.map(withoutSensitive).filter(isValue);
  return { kind: 'evidence', records, asked: answer.asked };
}

/** Longer ago than that nobody reads through to explain a change. */
const LONGEST_MS = 14 * 24 * 60 * 60 * 1000;

/** Far more than explain anything; what is behind them is not kept. */
const MOST_EVENTS = 10_000;

/** Those events of the audit log that are wanted, to find out who changed something; null: they can't be had. */
export async function auditEvents(
  { from, to }: Range,
  context: SurveyContext,
  wanted: (event: Value) => boolean,
): Promise<readonly Value[] | null> {
  const log = auditLog();
  const range = { from: Math.max(from, to - LONGEST_MS), to };
  const answer = await patiently(context, (patient) => {
    const events: Value[] = [];
    const drain = async (): Promise<readonly Value[]> => {
      await drainWindow(log, range, patient, (event) => {
        if (events.length < MOST_EVENTS && wanted(event)) events.push(event);
      });
      return events;
    };
    return look({ endpoint: log.path }, drain, patient.client);
  });
  return answer.kind === 'evidence' ? answer.value : null;
}
