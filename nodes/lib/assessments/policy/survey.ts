import type { Seen, SeenSources, SourceId } from './types';
import { withoutSensitive } from '../../util/redact-fields';
import { isValue, type Value } from '../../util/canonical-json';
import { auditLog } from '../../streams/window/logs/audit';
import { type Answer, isRefused } from '../../contracts/evidence';
import { drainWindow, type Range } from '../evidence/read-window';
import { look, type SurveyContext } from '../evidence/collect-evidence';
import { patiently } from '../evidence/deadlines';
import { FALLBACKS, isUnpublished, type Records, SOURCES, type SourceOptions } from './sources';

export interface SurveyOptions extends SourceOptions {
  /** whether undocumented paths are read too */
  readonly unpublished: boolean;
}

/**
 * Reads each source once, one after another.
 * @throws the signal's reason when aborted; every other error is part of the result
 */
export async function surveyPolicies(
  sources: readonly SourceId[],
  options: SurveyOptions,
  context: SurveyContext,
): Promise<SeenSources> {
  const seen: Partial<Record<SourceId, Seen>> = {};
  for (const source of sources) {
    if (isUnpublished(source) && !options.unpublished) continue;
    const newer = FALLBACKS[source];
    if (newer !== undefined && wasRead(seen[newer])) continue;
    seen[source] = toSourceResult(
      await patiently(context, (withLimits) => SOURCES[source](withLimits, options)),
    );
  }
  return seen;
}

const wasRead = (seen: Seen | undefined): boolean => seen?.kind === 'evidence' || seen?.kind === 'empty';

/** Redacts personal data first, so that it is never hashed, stored or sent. */
function toSourceResult(result: Answer<Records>): Seen {
  if (isRefused(result)) return { kind: result.kind, reason: result.error.message, asked: result.asked };
  if (result.kind === 'empty') return result;
  const records = result.value.map(withoutSensitive).filter(isValue);
  return { kind: 'evidence', records, asked: result.asked };
}

/** Older audit events are not read to explain a change. */
const MAX_AGE_MS = 14 * 24 * 60 * 60 * 1000;

/** Limits the memory; far fewer are enough to explain a change. */
const MAX_EVENTS = 10_000;

/** Reads the audit events that `wanted` selects, to find out who changed something; null when they cannot be read. */
export async function auditEvents(
  { from, to }: Range,
  context: SurveyContext,
  wanted: (event: Value) => boolean,
): Promise<readonly Value[] | null> {
  const log = auditLog();
  const range = { from: Math.max(from, to - MAX_AGE_MS), to };
  const result = await patiently(context, (withLimits) => {
    const events: Value[] = [];
    const readEvents = async (): Promise<readonly Value[]> => {
      await drainWindow(log, range, withLimits, (event) => {
        if (events.length < MAX_EVENTS && wanted(event)) events.push(event);
      });
      return events;
    };
    return look({ endpoint: log.path }, readEvents, withLimits.client);
  });
  return result.kind === 'evidence' ? result.value : null;
}
