/** The report as Markdown (GitHub's flavour: it has tables). Texts of others stand in table cells, and are escaped there. */
import {
  changedBy,
  changeSummary,
  changeText,
  counted,
  cut,
  FAILED_STATUSES,
  numberText,
  periodText,
  ratingText,
  statusText,
  timeText,
  valueText,
  withoutControls,
} from './model/texts';
import type { AccountReport, Posture, Report, RiskRow, Unmeasured } from './model/types';
import { fittingParts, type Steps } from './steps';

/** UTF-16 units */
export const MAX_MARKDOWN_LENGTH = 2_000_000;

/**
 * Everything that begins markup within a line, HTML and automatic links included. What means something only at the
 * beginning of a line is left as it is, so that the text stays readable: no text of others is there.
 */
export const escapeMarkdown = (text: string): string =>
  withoutControls(text)
    .replace(/[\\`*_{}[\]<>#|~!&@$^]/g, '\\$&')
    .replaceAll('://', '\\://')
    .replace(/\bwww\./gi, (match) => `${match.slice(0, -1)}\\.`);

export function* renderMarkdown(report: Report, maxLength = MAX_MARKDOWN_LENGTH): Steps<string> {
  const { accounts } = report;
  const head = ['# Mimecast report', '', periodText(report), '', ''].join('\n');
  const empty = accounts.length === 0 ? 'There is no account to report on.\n\n' : '';
  const end = 'Times are UTC. A value that could not be measured is not zero.\n';
  const length = head.length + empty.length + end.length;
  const noteLength = note(accounts.length).length;
  const render = (account: AccountReport): string => `${accountPart(account)}\n`;
  const { parts, omitted } = yield* fittingParts(accounts, render, { length, noteLength, maxLength });
  return [head, ...parts, empty, omitted === 0 ? '' : note(omitted), end].join('');
}

const note = (omitted: number): string =>
  `The text would be too long: ${counted(omitted, 'account')} left out.\n\n`;

const table = (columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  [
    `| ${columns.join(' | ')} |`,
    `|${columns.map(() => ' --- |').join('')}`,
    ...rows.map((cells) => `| ${cells.map(escapeMarkdown).join(' | ')} |`),
    '',
  ].join('\n');

function accountPart({ name, code, demo, risks, postures, unmeasured }: AccountReport): string {
  return [
    `## Account ${escapeMarkdown(name)}`,
    '',
    ...(code === '' || code === name ? [] : [`Account code: ${escapeMarkdown(code)}`, '']),
    ...(demo ? ['This is the simulated tenant: none of these values is real.', ''] : []),
    ...(risks.length === 0 ? [] : ['### Risk: key risk indicators', '', riskTable(risks)]),
    ...postures.flatMap(posturePart),
    ...(unmeasured.length === 0
      ? []
      : ['### Not measured, or only in part', '', unmeasuredTable(unmeasured)]),
  ].join('\n');
}

const riskTable = (rows: readonly RiskRow[]): string =>
  table(
    ['Indicator', 'State', 'Value', 'Amber', 'Red', 'Lowest to highest', 'Change', 'As of'],
    rows.map((row) => {
      const { title, node, value, unit, warn, critical, trend, change, asOf } = row;
      const values = trend.flatMap((point) => point.value ?? []);
      return [
        node === '' ? title : `${title} (${node})`,
        ratingText(row),
        valueText(value, unit),
        warn === null ? '–' : numberText(warn),
        critical === null ? '–' : numberText(critical),
        values.length === 0
          ? '–'
          : `${numberText(Math.min(...values))} to ${numberText(Math.max(...values))}`,
        changeText(change),
        timeText(asOf),
      ];
    }),
  );

function posturePart({ node, at, score, passed, failed, notAssessed, findings, changes }: Posture): string[] {
  const rated = score === null ? 'nothing could be assessed' : `${score} % passed`;
  const open = findings.filter(({ status }) => FAILED_STATUSES.has(status));
  const titles = findings.filter(({ status }) => status === 'pass').map(({ title }) => title);
  return [
    `### Posture: policy checks${node === '' ? '' : ` ${escapeMarkdown(node)}`}`,
    '',
    `Run of ${timeText(at)}: ${rated}; ${passed} passed, ${failed} failed, ${notAssessed} not assessed.`,
    '',
    ...(open.length === 0
      ? []
      : [
          table(
            ['Check', 'Status', 'Severity', 'Finding', 'What to do', 'Controls'],
            open.map(({ title, status, severity, summary, remediation, controls }) => [
              ...[title, statusText(status), severity, cut(summary), remediation, controls],
            ]),
          ),
        ]),
    ...(titles.length === 0 ? [] : [`Passed: ${escapeMarkdown(titles.join('; '))}`, '']),
    ...(changes.length === 0
      ? []
      : [
          '### What changed',
          '',
          table(
            ['Noticed', 'Check', 'Change', 'By'],
            changes.map((one) => [timeText(one.at), one.title, changeSummary(one), changedBy(one)]),
          ),
        ]),
  ];
}

const unmeasuredTable = (unmeasured: readonly Unmeasured[]): string =>
  table(
    ['What', 'Why'],
    unmeasured.map(({ what, why }) => [cut(what), cut(why)]),
  );
