/** The report, what policy checks store for it, the metrics and who may read them. */
import { addToDays } from '../../../../nodes/lib/assessments/last-of-days';
import type { Finding } from '../../../../nodes/lib/assessments/policy/finding';
import { recordResults } from '../../../../nodes/lib/assessments/policy/record-results';
import { EMPTY_BASELINE } from '../../../../nodes/lib/assessments/policy/stored/baseline';
import type { PolicyResults, StoredChange } from '../../../../nodes/lib/assessments/policy/stored/results';
import { renderExposition } from '../../../../nodes/lib/collector/status/exposition';
import { reportProperties } from '../../../../nodes/lib/properties/node/assessments/report';
import { renderCsv } from '../../../../nodes/lib/report/csv';
import { renderHtml } from '../../../../nodes/lib/report/html/page';
import { renderMarkdown } from '../../../../nodes/lib/report/markdown';
import { buildReport } from '../../../../nodes/lib/report/model/build-report';
import { cut } from '../../../../nodes/lib/report/model/texts';
import type { AccountInput, Report } from '../../../../nodes/lib/report/model/types';
import { finish, type Steps } from '../../../../nodes/lib/report/steps';
import { plainText } from '../../../../nodes/lib/report/summary';
import { registerScrapeToken } from '../../../../nodes/lib/runtime/account/scrape-tokens';
import { DAY_MS } from '../../../../nodes/lib/util/time';
import { finding } from '../../../doubles/assessment-samples';
import { range, type Tries, text } from './limit-rows';

const NOW = Date.UTC(2026, 10, 20);
const iso = (ms: number): string => new Date(ms).toISOString();

const RESULTS: PolicyResults = { at: iso(NOW), runId: 'run', findings: {}, days: [], changes: [] };
const reportOf = (name: string, results: Partial<PolicyResults> = {}): Report => {
  const baseline = { ...EMPTY_BASELINE, results: { ...RESULTS, ...results } };
  const account: AccountInput = {
    name,
    demo: false,
    kris: [],
    policies: [{ node: '', baseline }],
    problems: [],
  };
  return finish(buildReport({ at: NOW, days: 30, sections: ['risk', 'posture'], accounts: [account] }));
};

/** Whether a document of this length has its only account: the code of the account fills it. */
const isWhole =
  (render: (report: Report) => Steps<string>) =>
  (length: number): boolean => {
    const { accounts, ...report } = reportOf('Corp');
    const withCode = (code: string): Report => ({
      ...report,
      // One row in the CSV, so that the code is there once.
      accounts: accounts.map((one) => ({
        ...one,
        ...{ code, postures: [], unmeasured: [{ what: 'x', why: 'y' }] },
      })),
    });
    const code = 'x'.repeat(length + 1 - finish(render(withCode('x'))).length);
    const document = finish(render(withCode(code)));
    return document.length === length && document.includes(code);
  };

const change: StoredChange = {
  ...{ check: 'blocked_senders', at: iso(NOW), since: null, previousStatus: 'pass', status: 'fail' },
  ...{ added: 0, removed: 0, changed: 0, names: [], by: null },
};
const failed = { status: 'fail', severity: 'high', summary: '', evidence: [] };

const COUNTS = {
  ...{ pass: 0, fail: 0, not_configured: 0, disabled: 0, scope_gap: 0 },
  ...{ not_licensed: 0, no_permission: 0, not_readable: 0, error: 0 },
};
const storedOf = (findings: readonly Finding[]): PolicyResults =>
  recordResults(undefined, findings, { runId: 'run', startedAt: iso(NOW), counts: COUNTS, score: null });
const changedOf = (differences: number, users: number): StoredChange | undefined => {
  const added = range(differences).map((index) => ({ description: `Policy ${index}` }));
  const events = range(users).map((index) => ({ at: iso(NOW), user: `u${index}`, auditType: 'a', info: '' }));
  const drift = { since: iso(NOW), added, removed: [], changed: [], explainedBy: events };
  return storedOf([finding({ previousStatus: 'fail', drift })]).changes[0];
};
const [NOTE] = finding().evidence;

const acceptsToken = (token: string): boolean => {
  const { problem, remove } = registerScrapeToken('account', token);
  remove();
  return problem === undefined;
};

export const reportTries: Tries = {
  'days of a report': (days) => reportProperties.days.parse(days).ok,
  'days of a trend': (count) =>
    range(count).reduce<{ at: string }[]>((days, day) => addToDays(days, { at: iso(NOW + day * DAY_MS) }), [])
      .length === count,
  'changes that a policy-check node keeps for reports': (count) =>
    storedOf(range(count).map(() => finding({ previousStatus: 'fail' }))).changes.length === count,
  'policies that such a change names': (count) => changedOf(count, 0)?.names.length === count,
  'users that such a change names': (count) => changedOf(1, count)?.by?.length === count,
  'summary of a finding that is kept for reports': (length) =>
    storedOf([finding({ summary: text(length) })]).findings['blocked_senders']?.summary === text(length),
  'notes of evidence that are kept for reports': (count) =>
    storedOf([finding({ evidence: range(count).flatMap(() => NOTE ?? []) })]).findings['blocked_senders']
      ?.evidence.length === count,
  'name of an account in a report': (length) => reportOf(text(length)).accounts[0]?.name === text(length),
  'text of a cell of a report': (length) => cut(text(length)) === text(length),
  'changes of an account in a report': (count) =>
    reportOf('Corp', { changes: new Array<StoredChange>(count).fill(change) }).accounts[0]?.postures[0]
      ?.changes.length === count,
  'lines of a report as plain text': (count) => {
    const findings = Object.fromEntries(range(count).map((index) => [`check_${index}`, failed]));
    return plainText(reportOf('Corp', { findings }), '').match(/^- /gm)?.length === count;
  },
  'HTML of a report': isWhole((report) => renderHtml(report, 'Report')),
  'Markdown of a report': isWhole(renderMarkdown),
  'CSV of a report': isWhole(renderCsv),
  'label of a metric': (length) =>
    renderExposition([
      { name: 'm', type: 'gauge', help: '', samples: [{ labels: { name: text(length) }, value: 1 }] },
    ]).includes(text(length)),
  'scrape token': (length) => acceptsToken('abcdefgh'.padEnd(length, 'x')),
  'characters of a scrape token': (length) => acceptsToken('abcdefgh'.padEnd(length, 'x')),
  'different characters of a scrape token': (count) =>
    acceptsToken('abcdefghijkl'.slice(0, count).padEnd(40, 'a')),
};
