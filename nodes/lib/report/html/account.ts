/** The part of an account in the HTML report. */
import { barChart } from '../charts/bar-chart';
import { lineChart } from '../charts/line-chart';
import { type Html, html } from '../markup';
import {
  changedBy,
  changeSummary,
  changeText,
  counted,
  cut,
  FAILED_STATUSES,
  numberText,
  ratingText,
  statusText,
  timeText,
  valueText,
} from '../model/texts';
import type {
  AccountReport,
  ChangeRow,
  FindingRow,
  Posture,
  Report,
  RiskRow,
  Unmeasured,
} from '../model/types';
import { COLORS, STYLES } from './styles';

export const badge = (text: string, color: string): Html =>
  html`<span style="color:${color};font-weight:600;">${text}</span>`;

interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
  readonly width?: string;
}

export function table(columns: readonly Column[], rows: readonly (readonly (Html | string)[])[]): Html {
  const heads = columns.map(
    ({ title, isNumber = false, width }) =>
      html`<th scope="col"${width === undefined ? undefined : html` width="${width}"`} style="${isNumber ? STYLES.headNumber : STYLES.head}">${title}</th>`,
  );
  const body = rows.map((cells) => {
    const tds = cells.map(
      (cell, index) =>
        html`<td style="${columns[index]?.isNumber === true ? STYLES.number : STYLES.cell}">${cell}</td>`,
    );
    return html`<tr style="${STYLES.row}">${tds}</tr>\n`;
  });
  return html`<table style="${STYLES.table}"><thead><tr>${heads}</tr></thead><tbody>\n${body}</tbody></table>\n`;
}

const small = (text: string): Html => html`<br><span style="${STYLES.small}">${text}</span>`;
const smallIf = (text: string): Html | undefined => (text === '' ? undefined : small(text));

export function accountPart(account: AccountReport, report: Report): Html {
  const { name, code, demo, risks, postures, unmeasured } = account;
  const notes = [
    code === '' || code === name ? '' : code,
    demo ? 'simulated tenant: none of these values is real' : '',
  ].filter((note) => note !== '');
  return html`<h2 style="${STYLES.h2}">${name}</h2>
${notes.length === 0 ? undefined : html`<p style="${STYLES.muted}">${notes.join(' · ')}</p>\n`}${riskPart(risks, report)}${postures.map((one) => posturePart(one, report))}${unmeasuredPart(unmeasured)}`;
}

function riskPart(rows: readonly RiskRow[], report: Report): Html | undefined {
  if (rows.length === 0) return undefined;
  return html`<h3 style="${STYLES.h3}">Risk: key risk indicators</h3>
${table(
  [
    { title: 'Indicator' },
    { title: 'State', width: '80' },
    { title: 'Value', isNumber: true, width: '110' },
    { title: 'Limits', isNumber: true, width: '80' },
    { title: `${report.days} days`, width: '120' },
    { title: 'Change', isNumber: true, width: '60' },
  ],
  rows.map((row) => riskCells(row, report)),
)}`;
}

function riskCells(row: RiskRow, { from, at, days }: Report): readonly (Html | string)[] {
  const { title, node, rating, value, unit, warn, critical, trend, change } = row;
  const limits = [
    ...(warn === null ? [] : [{ value: warn, color: COLORS.amber }]),
    ...(critical === null || critical === warn ? [] : [{ value: critical, color: COLORS.red }]),
  ];
  const values = trend.flatMap((point) => point.value ?? []);
  const span =
    values.length === 0
      ? 'no values'
      : `${numberText(Math.min(...values))} to ${numberText(Math.max(...values))} on ${counted(values.length, 'day')}`;
  const chart =
    values.length === 0
      ? undefined
      : lineChart({
          points: trend,
          from,
          to: at,
          limits,
          color: COLORS.line,
          label: `${title}, ${days} days: ${span}`,
        });
  return [
    html`${title}${smallIf(node)}`,
    badge(ratingText(row), COLORS[rating]),
    html`${valueText(value, unit)}${small(timeText(row.asOf))}`,
    limitsText(row),
    html`${chart}<span style="${STYLES.small}">${span}</span>`,
    changeText(change),
  ];
}

function limitsText({ warn, critical, isLowerWorse }: RiskRow): Html {
  const sign = isLowerWorse ? 'below' : 'from';
  const limit = (value: number | null, color: string): Html | undefined =>
    value === null ? undefined : html`<span style="color:${color}">${sign} ${numberText(value)}</span>`;
  return warn === critical
    ? html`${limit(critical, COLORS.red)}`
    : html`${limit(warn, COLORS.amber)}<br>${limit(critical, COLORS.red)}`;
}

function posturePart(posture: Posture, report: Report): Html {
  const { node, at, score, passed, failed, notAssessed, trend, findings, changes } = posture;
  const summary = [
    score === null ? 'nothing could be assessed' : `${score} % passed`,
    `${passed} passed, ${failed} failed, ${notAssessed} not assessed`,
    `run of ${timeText(at)}`,
  ].join(' · ');
  const shares = [
    { value: passed, color: COLORS.green },
    { value: failed, color: COLORS.red },
    { value: notAssessed, color: COLORS.unknown },
  ];
  const scores = trend.flatMap(({ value }) => value ?? []);
  const [first] = scores;
  const last = scores.at(-1);
  const scoreText =
    scores.length < 2 ? '' : `score on ${counted(scores.length, 'day')}: first ${first} %, last ${last} %`;
  const open = findings.filter(({ status }) => FAILED_STATUSES.has(status));
  const titles = findings.filter(({ status }) => status === 'pass').map(({ title }) => title);
  return html`<h3 style="${STYLES.h3}">Posture: policy checks${node === '' ? undefined : html` (${node})`}</h3>
<p style="${STYLES.muted}">${summary}</p>
${barChart(shares, summary, 320)}
${scores.length < 2 ? undefined : html`<p style="${STYLES.muted}">${scoreText}</p>${lineChart({ points: trend, from: report.from, to: report.at, color: COLORS.line, label: scoreText, width: 320 })}`}
${open.length === 0 ? undefined : findingTable(open)}${titles.length === 0 ? undefined : html`<p style="${STYLES.muted}">Passed: ${titles.join('; ')}</p>\n`}${changePart(changes)}`;
}

const findingTable = (findings: readonly FindingRow[]): Html =>
  table(
    [
      { title: 'Check' },
      { title: 'Severity', width: '70' },
      { title: 'Finding and what to do' },
      { title: 'Controls', width: '120' },
    ],
    findings.map(({ title, status, severity, summary, remediation, controls, evidence }) => [
      html`${title}${small(statusText(status))}`,
      badge(
        severity,
        severity === 'low' ? COLORS.unknown : severity === 'medium' ? COLORS.amber : COLORS.red,
      ),
      html`${cut(summary)}${smallIf(remediation)}${smallIf(evidence === '' ? '' : `Evidence: ${cut(evidence, 300)}`)}`,
      html`<span style="${STYLES.small}">${controls}</span>`,
    ]),
  );

function changePart(changes: readonly ChangeRow[]): Html | undefined {
  if (changes.length === 0) return undefined;
  return html`<h3 style="${STYLES.h3}">What changed</h3>
${table(
  [{ title: 'Noticed', width: '110' }, { title: 'Check' }, { title: 'Change' }, { title: 'By' }],
  changes.map((change) => [timeText(change.at), change.title, changeSummary(change), changedBy(change)]),
)}`;
}

function unmeasuredPart(unmeasured: readonly Unmeasured[]): Html | undefined {
  if (unmeasured.length === 0) return undefined;
  return html`<h3 style="${STYLES.h3}">Not measured, or only in part</h3>
${table(
  [{ title: 'What', width: '40%' }, { title: 'Why' }],
  unmeasured.map(({ what, why }) => [cut(what), cut(why)]),
)}`;
}
