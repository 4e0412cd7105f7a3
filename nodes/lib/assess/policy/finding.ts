/** What leaves the node: one finding a check, and a summary of the run. Pure. */
import type { CheckId } from '../../properties/policy-checks';
import type { Baseline, Remembered } from './baseline';
import { CONTROLS, type Controls } from './controls';
import { type Act, type Changed, difference } from './drift';
import type { Judged } from './judge-check';
import type { EvidenceNote, Severity, Status, Value } from './types';

export interface Drift {
  /** ISO 8601: when it was read before */
  readonly since: string;
  readonly added: readonly Value[];
  readonly removed: readonly Value[];
  readonly changed: readonly Changed[];
  /** events of the time between that may explain it; null: the audit log could not be read */
  readonly explainedBy: readonly Act[] | null;
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
  /** as it was known last: runs that ended in an error are passed over */
  readonly previousStatus: string | null;
  /** the status is another one than was known before, or there is drift; an error alone changes nothing */
  readonly changed: boolean;
  readonly drift: Drift | null;
  readonly runId: string;
}

/** Drift without its explanation, for which the audit log has to be asked. */
export type RawDrift = Omit<Drift, 'explainedBy'>;

/** Each source is compared with itself only; `since` is the earliest of those in which something differs. */
export function driftOf({ contents }: Judged, before: Remembered | undefined): RawDrift | undefined {
  const drifts = contents.flatMap(({ source, items }): readonly RawDrift[] => {
    const known = before?.contents[source];
    const found = known && difference(known.items, items);
    return found === undefined ? [] : [{ since: known?.at ?? '', ...found }];
  });
  const [since] = drifts.map((drift) => drift.since).sort();
  if (since === undefined) return undefined;
  return {
    since,
    added: drifts.flatMap(({ added }) => added),
    removed: drifts.flatMap(({ removed }) => removed),
    changed: drifts.flatMap(({ changed }) => changed),
  };
}

export function findingOf(
  { check, status, summary, evidence }: Judged,
  before: Remembered | undefined,
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
    changed: drift !== undefined || isNews(previousStatus, status),
    drift: drift ?? null,
    runId,
  };
}

/** An error says nothing of the tenant: it neither is a change, nor makes one of what is seen after it. */
function isNews(previous: string | null, status: Status): boolean {
  return previous === null || (status !== 'error' && status !== previous);
}

/** What could not be read stays as it was: a look that failed removes no policy, and changes no status. */
export function remembering(
  before: Baseline,
  judged: readonly Judged[],
  { at, startedAt }: { readonly at: string; readonly startedAt: number },
): Baseline {
  const checks: Record<string, Remembered> = { ...before.checks };
  for (const { check, status, contents } of judged) {
    const known = before.checks[check.id];
    const read = contents.map(({ source, items }) => [
      source,
      { at, items: items.map((one) => ({ ...one })) },
    ]);
    checks[check.id] = {
      status: status === 'error' ? (known?.status ?? status) : status,
      contents: { ...known?.contents, ...Object.fromEntries(read) },
    };
  }
  return { ...before, lastRun: startedAt, checks };
}

const NONE: Readonly<Record<Status, number>> = {
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
const JUDGED: ReadonlySet<Status> = new Set(['pass', 'fail', 'not_configured', 'disabled', 'scope_gap']);

export interface Summary {
  readonly runId: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly calls: number;
  readonly checks: number;
  readonly counts: Readonly<Record<Status, number>>;
  /** per cent of those checks that could be judged; null: none could */
  readonly score: number | null;
  readonly changed: number;
  readonly drifted: number;
  /** What a person reads first: one line a check that did not pass. */
  readonly text: string;
}

export interface RunFacts {
  readonly runId: string;
  /** epoch ms */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly calls: number;
}

export function summaryOf(findings: readonly Finding[], run: RunFacts): Summary {
  const number = (of: (finding: Finding) => boolean): number => findings.filter(of).length;
  const counts = { ...NONE };
  for (const { status } of findings) counts[status] += 1;
  const judged = number(({ status }) => JUDGED.has(status));
  const score = judged === 0 ? null : Math.round((100 * counts.pass) / judged);
  return {
    runId: run.runId,
    startedAt: new Date(run.startedAt).toISOString(),
    durationMs: run.endedAt - run.startedAt,
    calls: run.calls,
    checks: findings.length,
    counts,
    score,
    changed: number(({ changed }) => changed),
    drifted: number(({ drift }) => drift !== null),
    text: textOf(findings, counts.pass, judged),
  };
}

function textOf(findings: readonly Finding[], passed: number, judged: number): string {
  const open = findings.filter(({ status, drift }) => status !== 'pass' || drift !== null);
  const lines = open.map(({ title, status, summary, drift }) => {
    const moved = drift === null ? '' : ` [changed since ${drift.since}${authors(drift)}]`;
    return `- ${title}: ${status.replaceAll('_', ' ')}; ${summary}${moved}`;
  });
  return [
    `${passed} of ${judged} checks passed that could be judged, ${findings.length} in all.`,
    ...lines,
  ].join('\n');
}

function authors({ explainedBy }: Drift): string {
  const users = [...new Set((explainedBy ?? []).map(({ user }) => user).filter((user) => user !== ''))];
  return users.length === 0 ? '' : ` by ${users.slice(0, 3).join(', ')}`;
}
