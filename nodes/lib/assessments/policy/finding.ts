/** The output of the node: one finding per check, and a summary of the run. Pure. */
import type { JsonObject } from '../../contracts/json';
import type { CheckId } from '../../properties/values/policy-checks';
import { sanitizeText } from '../../util/redaction/redactor';
import { CONTROLS, type Controls } from './controls';
import { type AuditEvent, type ChangedItem, compareItems } from './drift';
import type { CheckResult } from './evaluate-check';
import type { PolicyChange } from './policy-records';
import type { Baseline, StoredCheck } from './stored/baseline';
import { toComparable, toStoredContent } from './stored/stored-content';
import type { EvidenceNote, Severity, Status } from './types';

export interface Drift {
  /** ISO 8601 time of the previous read */
  readonly since: string;
  readonly added: readonly JsonObject[];
  readonly removed: readonly JsonObject[];
  readonly changed: readonly ChangedItem[];
  /** how many differences are not listed, because there are too many */
  readonly omitted?: number;
  /** audit events since then that may explain it; null when the audit log could not be read */
  readonly explainedBy: readonly AuditEvent[] | null;
}

/** `msg.payload`. */
export interface Finding {
  readonly check: CheckId;
  readonly title: string;
  readonly protects: string;
  readonly status: Status;
  readonly severity: Severity;
  readonly summary: string;
  readonly evidence: readonly EvidenceNote[];
  readonly remediation: string;
  readonly controls: Controls;
  /** the last status; runs with an error are skipped */
  readonly previousStatus: string | null;
  /** the status differs from the last one, or there is drift; an error alone is not a change */
  readonly changed: boolean;
  readonly drift: Drift | null;
  readonly runId: string;
}

/** Drift before the audit log was read for an explanation. */
export type RawDrift = Omit<Drift, 'explainedBy'>;

/** Compares each source with its own last content. `since` is the earliest time of the sources that differ. */
export function detectDrift(
  { contents }: CheckResult,
  before: StoredCheck | undefined,
): RawDrift | undefined {
  const drifts = contents.flatMap(({ source, items }): readonly RawDrift[] => {
    const last = before?.contents[source];
    if (last === undefined) return [];
    const { before: stored, after } = toComparable(last, items);
    const difference = compareItems(stored, after);
    return difference === undefined ? [] : [{ since: last.at, ...difference }];
  });
  const [since] = drifts.map((drift) => drift.since).sort();
  if (since === undefined) return undefined;
  return limitDrift({
    since,
    added: drifts.flatMap(({ added }) => added),
    removed: drifts.flatMap(({ removed }) => removed),
    changed: drifts.flatMap(({ changed }) => changed),
  });
}

/** Limits of the differences in one finding. The policies themselves leave the node elsewhere. */
const MAX_DRIFT_BYTES = 200_000;
const MAX_DRIFT_ENTRIES = 500;

function limitDrift({ since, added, removed, changed }: RawDrift): RawDrift {
  let bytes = 0;
  let entries = 0;
  let omitted = 0;
  const fitting = <T>(list: readonly T[]): readonly T[] =>
    list.filter((one) => {
      const size = Buffer.byteLength(JSON.stringify(one));
      if (entries >= MAX_DRIFT_ENTRIES || bytes + size > MAX_DRIFT_BYTES) {
        omitted += 1;
        return false;
      }
      bytes += size;
      entries += 1;
      return true;
    });
  const limited = { since, changed: fitting(changed), removed: fitting(removed), added: fitting(added) };
  return omitted === 0 ? { since, added, removed, changed } : { ...limited, omitted };
}

export function buildFinding(
  { check, status, summary, evidence }: CheckResult,
  before: StoredCheck | undefined,
  drift: Drift | undefined,
  runId: string,
): Finding {
  const { id, title, protects, severity, remediation } = check;
  const previousStatus = before?.status ?? null;
  return {
    check: id,
    title,
    protects,
    status,
    severity,
    summary,
    evidence,
    remediation,
    controls: CONTROLS[id],
    previousStatus,
    changed: drift !== undefined || isChanged(previousStatus, status),
    drift: drift ?? null,
    runId,
  };
}

/** An error contains no information about the tenant, so neither the error nor its end is a change. */
function isChanged(previous: string | null, status: Status): boolean {
  return previous === null || (status !== 'error' && status !== previous);
}

/** Content that could not be read stays as it was: a failed read removes no policy and changes no status. */
export function updateBaseline(
  before: Baseline,
  assessed: readonly CheckResult[],
  { at, startedAt }: { readonly at: string; readonly startedAt: number },
): Baseline {
  const checks: Record<string, StoredCheck> = { ...before.checks };
  for (const { check, status, contents } of assessed) {
    const last = before.checks[check.id];
    const read = contents.map(({ source, items }) => [source, toStoredContent(items, at)]);
    checks[check.id] = {
      status: status === 'error' ? (last?.status ?? status) : status,
      contents: { ...last?.contents, ...Object.fromEntries(read) },
    };
  }
  return { ...before, lastRun: startedAt, checks };
}

const NO_COUNTS: Readonly<Record<Status, number>> = {
  pass: 0,
  fail: 0,
  not_configured: 0,
  disabled: 0,
  scope_gap: 0,
  not_licensed: 0,
  no_permission: 0,
  not_readable: 0,
  error: 0,
};
const ASSESSED: ReadonlySet<Status> = new Set(['pass', 'fail', 'not_configured', 'disabled', 'scope_gap']);

export interface Summary {
  readonly runId: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly calls: number;
  readonly checks: number;
  readonly counts: Readonly<Record<Status, number>>;
  /** percentage of passed checks among those that could be assessed; null when none could */
  readonly score: number | null;
  readonly changed: number;
  readonly drifted: number;
  /** policies that were read or are gone, by change; only where they leave the node */
  readonly policies?: Readonly<Record<PolicyChange, number>>;
  /** readable summary: one line for each check that did not pass */
  readonly text: string;
}

export interface RunInfo {
  readonly runId: string;
  /** epoch ms */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly calls: number;
}

export function buildSummary(
  findings: readonly Finding[],
  run: RunInfo,
  policies?: Summary['policies'],
): Summary {
  const countWhere = (of: (finding: Finding) => boolean): number => findings.filter(of).length;
  const counts = { ...NO_COUNTS };
  for (const { status } of findings) counts[status] += 1;
  const assessed = countWhere(({ status }) => ASSESSED.has(status));
  const score = assessed === 0 ? null : Math.round((100 * counts.pass) / assessed);
  return {
    runId: run.runId,
    startedAt: new Date(run.startedAt).toISOString(),
    durationMs: run.endedAt - run.startedAt,
    calls: run.calls,
    checks: findings.length,
    counts,
    score,
    changed: countWhere(({ changed }) => changed),
    drifted: countWhere(({ drift }) => drift !== null),
    ...(policies === undefined ? {} : { policies }),
    text: summaryText(findings, counts.pass, assessed),
  };
}

function summaryText(findings: readonly Finding[], passed: number, assessed: number): string {
  const open = findings.filter(({ status, drift }) => status !== 'pass' || drift !== null);
  const lines = open.map(({ title, status, summary, drift }) => {
    const driftNote = drift === null ? '' : ` [changed since ${drift.since}${authors(drift)}]`;
    return `- ${title}: ${status.replaceAll('_', ' ')}; ${summary}${driftNote}`;
  });
  return [
    `${passed} passed, ${assessed - passed} failed, ${findings.length - assessed} could not be assessed (of ${findings.length}).`,
    ...lines,
  ].join('\n');
}

/** characters of an audit user in a sentence */
const MAX_USER_LENGTH = 100;

function authors({ explainedBy }: Drift): string {
  const users = [...new Set((explainedBy ?? []).map(({ user }) => user).filter((user) => user !== ''))];
  return users.length === 0
    ? ''
    : ` by ${users
        .slice(0, 3)
        .map((user) => sanitizeText(user, MAX_USER_LENGTH))
        .join(', ')}`;
}
