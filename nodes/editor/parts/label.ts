import type { Translate } from './fields';
import { splitWords } from './ticks';

interface Schedule {
  readonly every: string | number;
  readonly everyUnit: string | number;
}

/** `5 min`, `on message`; a variable is shown by its name. */
export function scheduleLabel({ every, everyUnit }: Schedule, translate: Translate): string {
  const count = String(every).trim();
  if (Number(count) === 0 && count !== '') return translate('short.onMessage');
  const unit = String(everyUnit);
  const short = ['seconds', 'minutes', 'hours'].includes(unit) ? translate(`short.${unit}`) : unit;
  return `${count} ${short}`;
}

/** `receipt, delivery`, or that it is all of them. */
export function typesLabel(types: string | number, translate: Translate): string {
  const named = splitWords(String(types));
  return named.length === 0 ? translate('short.allTypes') : named.join(', ');
}

/**
 * What an unnamed source does: `SIEM · receipt, delivery · 5 min`.
 * @param selection what it reads of its log; empty where that goes without saying
 */
export function sourceLabel(
  title: string,
  selection: readonly (string | number)[],
  schedule: Schedule,
  translate: Translate,
): string {
  const words = selection.flatMap((one) => splitWords(String(one)));
  return [title, words.join(', '), scheduleLabel(schedule, translate)]
    .filter((part) => part !== '')
    .join(' · ');
}
