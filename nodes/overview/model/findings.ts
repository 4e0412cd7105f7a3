/** Findings of all accounts as lists: one by one, by control, and what differs between two days. */
import type {
  AccountPosture,
  CheckInfo,
  FindingRow,
  FindingStatus,
  Level,
  PosturePart,
} from '../../lib/contracts/overview';
import { rankOf } from './select-rows';

export interface Finding extends FindingRow {
  /** unique: node and check */
  readonly id: string;
  readonly posture: AccountPosture;
}

const SEVERITIES: readonly CheckInfo['severity'][] = ['critical', 'high', 'medium', 'low'];

/** 0 is the worst; checks that are not known come last */
export const severityRank = (info: CheckInfo | undefined): number =>
  info === undefined ? SEVERITIES.length : SEVERITIES.indexOf(info.severity);

export const findingId = (node: string, check: string): string => `${node} ${check}`;

export const findingsOf = ({ accounts }: PosturePart): readonly Finding[] =>
  accounts.flatMap((posture) =>
    posture.findings.map((row) => ({ ...row, id: findingId(posture.node, row.check), posture })),
  );

export interface ControlRow {
  /** unique within its framework */
  readonly id: string;
  readonly level: Level;
  readonly checks: readonly string[];
  readonly passed: number;
  readonly failed: number;
  /** could not be assessed */
  readonly open: number;
}

export const frameworksOf = ({ checks }: PosturePart): readonly string[] => [
  ...new Set(Object.values(checks).flatMap(({ controls }) => Object.keys(controls))),
];

const worst = (levels: readonly Level[]): Level =>
  levels.reduce((one, other) => (rankOf(other) < rankOf(one) ? other : one), 'off');

/** One row for each control of a framework: what its checks found. */
export function controlsOf(
  part: PosturePart,
  findings: readonly Finding[],
  framework: string,
): readonly ControlRow[] {
  const byCheck = new Map<string, Finding[]>();
  for (const finding of findings) {
    const known = byCheck.get(finding.check);
    if (known === undefined) byCheck.set(finding.check, [finding]);
    else known.push(finding);
  }
  const checks = new Map<string, string[]>();
  for (const [check, { controls }] of Object.entries(part.checks)) {
    for (const control of controls[framework] ?? [])
      checks.set(control, [...(checks.get(control) ?? []), check]);
  }
  return [...checks].map(([id, names]) => {
    const levels = names.flatMap((name) => byCheck.get(name) ?? []).map(({ level }) => level);
    const number = (wanted: readonly Level[]): number =>
      levels.filter((level) => wanted.includes(level)).length;
    return {
      ...{ id, checks: names, level: worst(levels), passed: number(['ok']) },
      ...{ failed: number(['bad', 'warn']), open: number(['off']) },
    };
  });
}

export interface Difference {
  readonly id: string;
  readonly posture: AccountPosture;
  readonly check: string;
  readonly before: FindingStatus;
  readonly after: FindingStatus;
  readonly level: Level;
}

/** Findings whose status is not the same in both. Those that only one of them has are `unknown` in the other. */
export function differencesOf(before: PosturePart, after: PosturePart): readonly Difference[] {
  const earlier = new Map(findingsOf(before).map((finding) => [finding.id, finding]));
  const changed = findingsOf(after).flatMap(({ id, posture, check, status, level }) => {
    const was = earlier.get(id)?.status ?? 'unknown';
    earlier.delete(id);
    return was === status ? [] : [{ id, posture, check, before: was, after: status, level }];
  });
  const gone = [...earlier.values()]
    .filter(({ status }) => status !== 'unknown')
    .map(({ id, posture, check, status }) => {
      return { ...{ id, posture, check, before: status }, after: 'unknown' as const, level: 'off' as const };
    });
  return [...changed, ...gone];
}
