import type { Translate } from './fields';
import { splitWords } from './ticks';

interface Schedule {
  readonly every: string | number;
  readonly everyUnit: string | number;
  /** hh:mm; empty: whenever the interval is over */
  readonly at?: string | number;
}

/** More would push the rest of a flow aside. */
const MAX_WORDS = 3;

/** `5 min`, `24 h · 06:30`, `on message`; a variable is shown by its name. */
export function scheduleLabel({ every, everyUnit, at = '' }: Schedule, translate: Translate): string {
  const count = String(every).trim();
  if (Number(count) === 0 && count !== '') return translate('short.onMessage');
  const unit = String(everyUnit);
  const short = ['seconds', 'minutes', 'hours'].includes(unit) ? translate(`short.${unit}`) : unit;
  return joined(`${count} ${short}`, String(at));
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
  return joined(title, few(words).join(', '), scheduleLabel(schedule, translate));
}

/** `receipt, process, +8` */
function few(words: readonly string[]): readonly string[] {
  if (words.length <= MAX_WORDS) return words;
  const shown = words.slice(0, MAX_WORDS - 1);
  return [...shown, `+${words.length - shown.length}`];
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}
