/** Makes a report of what the nodes have stored. Pure. */
import { DAY_MS } from '../../util/time';
import type { Steps } from '../steps';
import { buildPostures } from './posture';
import { buildRisks } from './risk';
import { cut } from './texts';
import type { AccountInput, AccountReport, Report, ReportInput, Totals, Unmeasured } from './types';

const MAX_NAME_LENGTH = 100;

const NO_TOTALS: Totals = { red: 0, amber: 0, green: 0, passed: 0, failed: 0, unmeasured: 0 };

export function* buildReport({ at, days, sections, accounts }: ReportInput): Steps<Report> {
  const from = at - days * DAY_MS;
  const reports: AccountReport[] = [];
  for (const account of accounts) {
    reports.push(buildAccount(account, sections, from, at));
    yield;
  }
  reports.sort(compareAccounts);
  const totals = reports.reduce((sum, one) => add(sum, one.totals), NO_TOTALS);
  return { at, from, days, sections, accounts: reports, totals };
}

const add = (one: Totals, other: Totals): Totals => ({
  red: one.red + other.red,
  amber: one.amber + other.amber,
  green: one.green + other.green,
  passed: one.passed + other.passed,
  failed: one.failed + other.failed,
  unmeasured: one.unmeasured + other.unmeasured,
});

function buildAccount(
  account: AccountInput,
  sections: ReportInput['sections'],
  from: number,
  at: number,
): AccountReport {
  const hasRisk = sections.includes('risk');
  const hasPosture = sections.includes('posture');
  const risks = hasRisk ? buildRisks(account, from, at) : { rows: [], unmeasured: [] };
  const postures = hasPosture ? buildPostures(account, from, at) : { postures: [], unmeasured: [] };
  const unmeasured: Unmeasured[] = [
    ...account.problems.map((why) => ({ what: 'Stored results', why })),
    ...(hasRisk && account.kris.length === 0 ? [{ what: 'Key risk indicators', why: NO_NODE }] : []),
    ...risks.unmeasured,
    ...(hasPosture && account.policies.length === 0 ? [{ what: 'Policy checks', why: NO_NODE }] : []),
    ...postures.unmeasured,
  ];
  const rated = (rating: string): number => risks.rows.filter((row) => row.rating === rating).length;
  const sum = (of: 'passed' | 'failed'): number => postures.postures.reduce((all, one) => all + one[of], 0);
  return {
    name: cut(account.name, MAX_NAME_LENGTH),
    code: codeOf(account),
    demo: account.demo,
    risks: risks.rows,
    postures: postures.postures,
    unmeasured,
    totals: {
      ...{ red: rated('red'), amber: rated('amber'), green: rated('green') },
      ...{ passed: sum('passed'), failed: sum('failed'), unmeasured: unmeasured.length },
    },
  };
}

const NO_NODE = 'no node of this account measures them, or it is disabled or not deployed';

const codeOf = ({ kris, policies }: AccountInput): string =>
  cut(
    [...kris.map(({ history }) => history.account), ...policies.map(({ baseline }) => baseline.account)].find(
      (code) => code !== '',
    ) ?? '',
    MAX_NAME_LENGTH,
  );

/** What needs attention first: red, then failed checks, then amber, then what is not known. */
function compareAccounts(one: AccountReport, other: AccountReport): number {
  const order = ['red', 'failed', 'amber', 'unmeasured'] as const;
  for (const key of order) {
    const difference = other.totals[key] - one.totals[key];
    if (difference !== 0) return difference;
  }
  return one.name < other.name ? -1 : one.name > other.name ? 1 : 0;
}
