/** The policy checks of an account. Pure. */
import { CHECK_TABLE } from '../../assessments/policy/checks';
import { CONTROLS, type Controls } from '../../assessments/policy/controls';
import type { PolicyResults, StoredFinding } from '../../assessments/policy/stored/results';
import { CHECKS } from '../../properties/values/policy-checks';
import { nodeText } from './risk';
import { FAILED_STATUSES, SEVERITY_ORDER, statusText } from './texts';
import type { AccountInput, FindingRow, Posture, Unmeasured } from './types';

export interface Postures {
  readonly postures: readonly Posture[];
  readonly unmeasured: readonly Unmeasured[];
}

const MAX_CHANGES = 50;

export function buildPostures({ policies }: AccountInput, from: number, at: number): Postures {
  const postures: Posture[] = [];
  const unmeasured: Unmeasured[] = [];
  for (const { node, baseline } of policies) {
    const { results } = baseline;
    if (results === undefined) {
      const why =
        baseline.lastRun === null ? 'no run has ended yet' : 'the last run was by an earlier version';
      unmeasured.push({ what: nodeText('Policy checks', node), why });
      continue;
    }
    const posture = buildPosture(node, results, from, at);
    postures.push(posture);
    for (const { title, status, summary } of posture.findings)
      if (!isAssessed(status))
        unmeasured.push({
          what: nodeText(title, node),
          why: `${statusText(status)}: ${summary}`,
        });
    if (Date.parse(results.at) < from)
      unmeasured.push({
        what: nodeText('Policy checks', node),
        why: `the last run was on ${results.at.slice(0, 10)}, before this report begins`,
      });
  }
  return { postures, unmeasured };
}

const isAssessed = (status: string): boolean => status === 'pass' || FAILED_STATUSES.has(status);

function buildPosture(node: string, results: PolicyResults, from: number, at: number): Posture {
  const findings = Object.entries(results.findings)
    .map(([check, finding]) => toRow(check, finding, node, results.at))
    .sort(compareRows);
  const count = (of: (status: string) => boolean): number =>
    findings.filter(({ status }) => of(status)).length;
  const passed = count((status) => status === 'pass');
  const failed = count((status) => FAILED_STATUSES.has(status));
  const isInRange = (iso: string): boolean => Date.parse(iso) >= from && Date.parse(iso) <= at;
  return {
    ...{ node, at: results.at, passed, failed, findings },
    notAssessed: findings.length - passed - failed,
    score: passed + failed === 0 ? null : Math.round((100 * passed) / (passed + failed)),
    trend: results.days
      .filter((day) => isInRange(day.at))
      .map(({ at: day, score }) => ({ at: Date.parse(day), value: score })),
    changes: results.changes
      .filter((change) => isInRange(change.at))
      .map((change) => ({ ...change, title: checkOf(change.check)?.title ?? change.check }))
      .reverse()
      .slice(0, MAX_CHANGES),
  };
}

const CHECKS_BY_ID = new Map(CHECK_TABLE.map((check) => [check.id, check] as const));

function checkOf(id: string) {
  const known = CHECKS.find((one) => one === id);
  return known === undefined ? undefined : CHECKS_BY_ID.get(known);
}

function toRow(check: string, finding: StoredFinding, node: string, at: string): FindingRow {
  const known = checkOf(check);
  const { status, severity, summary, evidence } = finding;
  return {
    ...{ check, node, status, severity, summary, at },
    title: known?.title ?? check,
    remediation: known?.remediation ?? '',
    controls: known === undefined ? '' : controlsText(CONTROLS[known.id]),
    evidence: evidence.map(({ tier, endpoint }) => `${tier}: ${endpoint}`).join('; '),
  };
}

const controlsText = (controls: Controls): string =>
  Object.entries(controls)
    .filter(([, ids]) => ids.length > 0)
    .map(([framework, ids]) => `${framework} ${ids.join(', ')}`)
    .join('; ');

/** What failed first, by severity; what passed last. */
function compareRows(one: FindingRow, other: FindingRow): number {
  const rank = ({ status }: FindingRow): number =>
    FAILED_STATUSES.has(status) ? 0 : status === 'pass' ? 2 : 1;
  const severity = (row: FindingRow): number => {
    const index = SEVERITY_ORDER.indexOf(row.severity);
    return index === -1 ? SEVERITY_ORDER.length : index;
  };
  return rank(one) - rank(other) || severity(one) - severity(other) || (one.title < other.title ? -1 : 1);
}
