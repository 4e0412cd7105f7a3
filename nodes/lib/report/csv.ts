/** All values of a report as CSV (RFC 4180): one row for each day of an indicator, each finding, score and change. */
import { changedBy, changeSummary, counted, withoutControls } from './model/texts';
import type { AccountReport, Report } from './model/types';
import { fittingParts, type Steps } from './steps';

/** UTF-16 units */
export const MAX_CSV_LENGTH = 20_000_000;

const COLUMNS = [
  'account',
  'account_code',
  'node',
  'kind',
  'id',
  'title',
  'at',
  'value',
  'unit',
  'state',
  'rating',
  'amber',
  'red',
  'coverage',
  'severity',
  'text',
] as const;

type Row = Readonly<Partial<Record<(typeof COLUMNS)[number], string | number | null>>>;

export function* renderCsv(report: Report, maxLength = MAX_CSV_LENGTH): Steps<string> {
  const head = lineOf(Object.fromEntries(COLUMNS.map((column) => [column, column])));
  const { length } = head;
  const noteLength = note(report.accounts.length).length;
  const { parts, omitted } = yield* fittingParts(report.accounts, linesOf, { length, noteLength, maxLength });
  return [head, ...parts, ...(omitted === 0 ? [] : [note(omitted)])].join('');
}

/** A shorter list must not look like a complete one. */
const note = (omitted: number): string =>
  lineOf({ kind: 'truncated', text: `${counted(omitted, 'account')} left out` });

const linesOf = (account: AccountReport): string => [...rowsOf(account)].map(lineOf).join('');

const lineOf = (row: Row): string => `${COLUMNS.map((column) => formatCell(row[column])).join(',')}\r\n`;

function* rowsOf({ name, code, risks, postures, unmeasured }: AccountReport): Generator<Row> {
  const account = { account: name, account_code: code };
  for (const { slug, title, node, unit, warn, critical, trend, ...newest } of risks) {
    const common = { ...account, node, id: slug, title, unit, amber: warn, red: critical };
    const { asOf, value, state, rating, coverage } = newest;
    yield { ...common, kind: 'indicator', at: asOf, value, state, rating, coverage };
    for (const point of trend)
      yield { ...common, kind: 'indicator-day', at: new Date(point.at).toISOString(), value: point.value };
  }
  for (const { node, at, score, trend, findings, changes } of postures) {
    const common = { ...account, node };
    yield {
      ...common,
      kind: 'score',
      id: 'score',
      title: 'Passed checks',
      at,
      value: score,
      unit: 'percent',
    };
    for (const point of trend) {
      const day = new Date(point.at).toISOString();
      yield { ...common, kind: 'score-day', id: 'score', at: day, value: point.value, unit: 'percent' };
    }
    for (const { check, title, status, severity, summary } of findings)
      yield { ...common, kind: 'finding', id: check, title, at, state: status, severity, text: summary };
    for (const change of changes) {
      const text = `${changeSummary(change)}; by: ${changedBy(change)}`;
      const { check, title, at: noticed, status } = change;
      yield { ...common, kind: 'change', id: check, title, at: noticed, state: status, text };
    }
  }
  for (const { what, why } of unmeasured) yield { ...account, kind: 'not-measured', title: what, text: why };
}

const PLAIN = /^\w[\w.:-]*$/;

/** What a spreadsheet takes for a formula, also in its full-width form and after spaces. */
const FORMULA = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20|%]/;

export function formatCell(value: string | number | null | undefined): string {
  if (value === undefined || value === null) return '';
  // Most cells are numbers, ids and times.
  if (typeof value === 'number' || PLAIN.test(value)) return String(value);
  const text = withoutControls(value);
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",;']|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
