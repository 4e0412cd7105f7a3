import type { Translate } from './fields';

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

/** What an unnamed source does: `SIEM · receipt, delivery · 5 min`. */
export function sourceLabel(
  title: string,
  node: Schedule & { readonly types: string | number },
  translate: Translate,
): string {
  const types = String(node.types)
    .split(',')
    .map((type) => type.trim())
    .filter((type) => type !== '');
  const named = types.length === 0 ? translate('short.allTypes') : types.join(', ');
  return `${title} · ${named} · ${scheduleLabel(node, translate)}`;
}
