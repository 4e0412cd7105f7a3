/** The findings of an account, now or on a day, and one of them in full. Pure. */
import { CHECK_TABLE } from '../../assessments/policy/checks';
import { CONTROLS } from '../../assessments/policy/controls';
import type {
  AccountPosture,
  CheckInfo,
  FindingDetail,
  FindingRow,
  FindingStatus,
  Level,
} from '../../contracts/overview';
import { DAY_MS, utcDay } from '../../util/time';
import type { AccountHistory } from '../history/account-history';
import { dayOf } from '../history/day-counts';
import { type StoredFinding, statusOn, statusSince } from '../history/posture-history';
import type { StoredDetail } from '../history/stored-detail';
import { ASSESSED_STATUSES, type PolicyFacts } from './types';

export const CHECK_INFOS: Readonly<Record<string, CheckInfo>> = Object.fromEntries(
  CHECK_TABLE.map(({ id, title, protects, severity, remediation }) => [
    id,
    { title, protects, severity, remediation, controls: { ...CONTROLS[id] } },
  ]),
);

const LEVEL_OF_STATUS: Readonly<Record<FindingStatus, Level>> = {
  pass: 'ok',
  fail: 'bad',
  not_configured: 'bad',
  disabled: 'bad',
  scope_gap: 'warn',
  error: 'warn',
  no_permission: 'warn',
  not_licensed: 'off',
  not_readable: 'off',
  unknown: 'off',
};

/** @param onDay days since the epoch; undefined: now */
export function buildPosture(
  policy: PolicyFacts,
  history: AccountHistory | undefined,
  now: number,
  onDay?: number,
): AccountPosture {
  const { node, link, name, account } = policy;
  const stored = history?.posture(node);
  const day = onDay ?? dayOf(now);
  const isNow = onDay === undefined;
  const findings = policy.checks.map((check) => toRow(check, stored?.findings[check], day, isNow));
  return { account, node, link, name, runAt: stored?.runAt ?? null, score: scoreOf(findings), findings };
}

function toRow(check: string, stored: StoredFinding | undefined, day: number, isNow: boolean): FindingRow {
  if (stored === undefined) return { check, level: 'off', status: 'unknown', since: null, drift: null };
  const status = isNow ? stored.status : statusOn(stored, day);
  // An error is no change: the last one has another status.
  const since = status === statusOn(stored, day) ? statusSince(stored, day) : null;
  return {
    ...{ check, level: LEVEL_OF_STATUS[status], status },
    since: since === null ? null : utcDay(since * DAY_MS),
    drift: isNow ? stored.drift : null,
  };
}

function scoreOf(findings: readonly FindingRow[]): number | null {
  const assessed = findings.filter(({ status }) => ASSESSED_STATUSES.has(status)).length;
  const passed = findings.filter(({ status }) => status === 'pass').length;
  return assessed === 0 ? null : Math.round((100 * passed) / assessed);
}

/** The first day with a result; undefined: there is none. Days since the epoch. */
export function firstDayOf(policy: PolicyFacts, history: AccountHistory | undefined): number | undefined {
  const days = Object.values(history?.posture(policy.node)?.findings ?? {}).flatMap(
    ({ changes }) => changes[0]?.[0] ?? [],
  );
  return days.length === 0 ? undefined : Math.min(...days);
}

export function buildFindingDetail(
  { account, node }: PolicyFacts,
  check: string,
  stored: StoredFinding,
  detail: StoredDetail,
): FindingDetail {
  return {
    ...{ account, node, check, status: stored.status },
    ...detail,
    changes: stored.changes.toReversed().map(([day, status]) => ({ day: utcDay(day * DAY_MS), status })),
  };
}
