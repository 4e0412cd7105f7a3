import { type EvidenceResult, isUnavailable } from '../../contracts/evidence';
import { isJsonObject, type JsonObject } from '../../contracts/json';
import { auditLog } from '../../streams/window/logs/audit';
import { redactConfiguration } from '../../util/redaction/redact-fields';
import { DAY_MS } from '../../util/time';
import { collectEvidence, type EvidenceContext } from '../evidence/collect-evidence';
import { withDeadlines } from '../evidence/deadlines';
import { type Range, readWindow } from '../evidence/read-window';
import {
  CONFIRMATIONS,
  FALLBACKS,
  isUnpublished,
  type Records,
  SOURCES,
  type SourceOptions,
} from './sources';
import type { SourceId, SourceResult, SourceResults } from './types';

export interface PolicyEvidenceOptions extends SourceOptions {
  /** whether undocumented paths are read too */
  readonly unpublished: boolean;
}

/**
 * Reads each source once, one after another.
 * @throws the signal's reason when aborted; every other error is part of the result
 */
export async function collectPolicyEvidence(
  sources: readonly SourceId[],
  options: PolicyEvidenceOptions,
  context: EvidenceContext,
): Promise<SourceResults> {
  const results: Partial<Record<SourceId, SourceResult>> = {};
  const read = async (source: SourceId): Promise<SourceResult> => {
    const result = await withDeadlines(context, (withLimits) => SOURCES[source](withLimits, options));
    return toSourceResult(result);
  };
  for (const source of sources) {
    if (isUnpublished(source) && !options.unpublished) continue;
    const newer = FALLBACKS[source];
    if (newer !== undefined && wasRead(results[newer])) continue;
    results[source] = await read(source);
  }
  for (const source of sources.filter((one) => results[one]?.kind === 'empty')) {
    for (const other of CONFIRMATIONS[source] ?? []) {
      results[other] ??= await read(other);
      if (results[other].kind === 'evidence') break;
    }
  }
  return results;
}

const wasRead = (result: SourceResult | undefined): boolean =>
  result?.kind === 'evidence' || result?.kind === 'empty';

/** Redacts personal data first, so that it is never hashed, stored or sent. */
function toSourceResult(result: EvidenceResult<Records>): SourceResult {
  if (isUnavailable(result))
    return { kind: result.kind, reason: result.error.message, requestInfo: result.requestInfo };
  if (result.kind === 'empty') return result;
  const records = result.value.map((record) => redactConfiguration(record)).filter(isJsonObject);
  return { kind: 'evidence', records, requestInfo: result.requestInfo };
}

/** Older audit events are not read to explain a change. */
const MAX_AGE_MS = 14 * DAY_MS;

/** Limits the memory; far fewer are enough to explain a change. */
const MAX_EVENTS = 10_000;

/** Reads the audit events that `wanted` selects, to find out who changed something; null when they cannot be read. */
export async function readAuditEvents(
  { from, to }: Range,
  context: EvidenceContext,
  wanted: (event: JsonObject) => boolean,
): Promise<readonly JsonObject[] | null> {
  const log = auditLog();
  const range = { from: Math.max(from, to - MAX_AGE_MS), to };
  const result = await withDeadlines(context, (withLimits) => {
    const events: JsonObject[] = [];
    const readEvents = async (): Promise<readonly JsonObject[]> => {
      await readWindow(log, range, withLimits, (event) => {
        if (events.length < MAX_EVENTS && wanted(event)) events.push(event);
      });
      return events;
    };
    return collectEvidence({ endpoint: log.path }, readEvents, withLimits.client);
  });
  return result.kind === 'evidence' ? result.value : null;
}
