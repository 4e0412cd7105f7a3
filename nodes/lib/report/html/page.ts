/** The report as one HTML document: no script, no link, nothing to load. */
import { barChart } from '../charts/bar-chart';
import { type Html, html } from '../markup';
import { counted, numberText, periodText, timeText } from '../model/texts';
import type { AccountReport, Report } from '../model/types';
import { fittingParts, type Steps } from '../steps';
import { accountPart, table } from './account';
import { COLORS, PAGE_STYLE, STYLES } from './styles';

/** UTF-16 units. Mail servers often refuse more than 10 MB, and base64 adds a third. */
export const MAX_HTML_LENGTH = 5_000_000;

export function* renderHtml(report: Report, subject: string, maxLength = MAX_HTML_LENGTH): Steps<string> {
  const { accounts } = report;
  const overview = accounts.length > 1 ? overviewPart(report, maxLength / 2) : undefined;
  const page = (parts: readonly Html[], note?: Html): string =>
    String(pageOf(report, subject, html`${overview}${parts}${note}`));
  const { parts, omitted } = yield* fittingParts(accounts, (account) => accountPart(account, report), {
    length: page([]).length,
    noteLength: String(noteOf(accounts.length)).length,
    maxLength,
  });
  return page(parts, omitted === 0 ? undefined : noteOf(omitted));
}

const noteOf = (omitted: number): Html =>
  html`<p>The document would be too long: ${counted(omitted, 'account')} left out here. The CSV has more, and a report can be limited to some accounts.</p>`;

const pageOf = (report: Report, subject: string, body: Html): Html => html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>${subject}</title>
<style>${PAGE_STYLE}</style>
</head>
<body style="${STYLES.body}">
<table role="presentation" style="${STYLES.page}"><tr><td>
<h1 style="${STYLES.h1}">Mimecast report</h1>
<p style="${STYLES.muted}">${periodText(report)} · created ${timeText(new Date(report.at).toISOString())} UTC · ${counted(report.accounts.length, 'account')}</p>
${report.accounts.length === 0 ? html`<p>There is no account to report on.</p>` : undefined}${body}${footer()}
</td></tr></table>
</body>
</html>
`;

function overviewPart({ accounts }: Report, maxLength: number): Html {
  const columns = [
    { title: 'Account' },
    { title: 'Red', isNumber: true },
    { title: 'Amber', isNumber: true },
    { title: 'Failed checks', isNumber: true },
    { title: 'Passed', isNumber: true },
    { title: 'Not measured', isNumber: true },
    { title: 'Indicators', width: '120' },
  ];
  const rows: (readonly (Html | string)[])[] = [];
  let length = 0;
  for (const account of accounts) {
    const cells = overviewCells(account);
    length += cells.reduce((sum, cell) => sum + String(cell).length + 150, 0);
    if (length > maxLength) break;
    rows.push(cells);
  }
  return html`${table(columns, rows)}${
    rows.length < accounts.length
      ? html`<p style="${STYLES.muted}">and ${counted(accounts.length - rows.length, 'account')} more</p>`
      : undefined
  }`;
}

function overviewCells({ name, totals, risks }: AccountReport): readonly (Html | string)[] {
  const unknown = risks.length - totals.red - totals.amber - totals.green;
  const label = `${totals.red} red, ${totals.amber} amber, ${totals.green} green, ${unknown} unknown`;
  const bar = barChart(
    [
      { value: totals.red, color: COLORS.red },
      { value: totals.amber, color: COLORS.amber },
      { value: totals.green, color: COLORS.green },
      { value: unknown, color: COLORS.unknown },
    ],
    label,
    120,
  );
  const strong = (count: number, color: string): Html | string =>
    count === 0 ? '0' : html`<strong style="color:${color}">${numberText(count)}</strong>`;
  return [
    name,
    strong(totals.red, COLORS.red),
    strong(totals.amber, COLORS.amber),
    strong(totals.failed, COLORS.red),
    String(totals.passed),
    String(totals.unmeasured),
    bar,
  ];
}

const footer =
  (): Html => html`<p style="${STYLES.muted};margin-top:24px;border-top:1px solid #d8dee4;padding-top:8px">
Times are UTC. A dashed line is a limit: amber, or red. A value that could not be measured is not zero: the line has a gap on such days.
Change is the difference between the first and the last value of the period. Controls are proposals of this package, not an audit.</p>`;
