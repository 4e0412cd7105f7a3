/** The report in a line, and in a few lines. */
import { counted, cut, dayText, FAILED_STATUSES, valueText, withoutControls } from './model/texts';
import type { AccountReport, Report } from './model/types';

const MAX_LINES = 60;

/** Without line breaks, because it becomes the subject of a mail. */
export function subjectOf({ at, accounts, totals, sections }: Report): string {
  const [only] = accounts;
  const whose =
    accounts.length === 1 && only !== undefined
      ? cut(withoutControls(only.name), 60)
      : counted(accounts.length, 'account');
  const parts = [
    ...(sections.includes('risk') ? [`${totals.red} red`, `${totals.amber} amber`] : []),
    ...(sections.includes('posture') ? [`${counted(totals.failed, 'failed check')}`] : []),
    ...(totals.unmeasured > 0 ? [`${totals.unmeasured} not measured`] : []),
  ];
  return `Mimecast report ${dayText(at)}, ${whose}: ${parts.join(', ')}`;
}

/** For mail programs that show no HTML: what needs attention. */
export function plainText(report: Report, subject: string): string {
  const lines = report.accounts.flatMap(attentionLines);
  const shown = lines.slice(0, MAX_LINES);
  const more = lines.length > shown.length ? [`and ${lines.length - shown.length} more`] : [];
  return `${[subject, '', ...(lines.length === 0 ? ['Nothing is red, amber or failed.'] : [...shown, ...more])].join('\n')}\n`;
}

function attentionLines({ name, risks, postures }: AccountReport): readonly string[] {
  const lines = [
    ...risks
      .filter(({ rating }) => rating === 'red' || rating === 'amber')
      .map(({ rating, title, value, unit }) => `${rating}: ${title}: ${valueText(value, unit)}`),
    ...postures.flatMap(({ findings }) =>
      findings
        .filter(({ status }) => FAILED_STATUSES.has(status))
        .map(({ severity, title, summary }) => `failed (${severity}): ${title}: ${cut(summary, 200)}`),
    ),
  ];
  return lines.map((line) => `- ${withoutControls(`${name}: ${line}`)}`);
}
