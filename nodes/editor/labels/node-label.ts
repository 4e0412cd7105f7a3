import { splitList } from '../fields/checkbox-list';
import type { Translate } from '../fields/fields';

export interface Schedule {
  readonly every: string;
  readonly everyUnit: string;
  /** hh:mm; empty: any time after the interval */
  readonly at?: string;
}

/** Characters. A longer label would cover other nodes; the dialog has all details. */
export const MAX_LABEL = 30;
const MAX_TITLE = 14;
const MAX_FILE = 24;
const MAX_SCHEDULE = 18;
const SEPARATOR = ' · ';

/** Characters, including the account. */
export const MAX_WITH_ACCOUNT = 40;

/** Truncates with `…` to at most `max` characters. */
export function truncate(text: string, max = MAX_LABEL): string {
  return text.length <= max ? text : `${text.slice(0, max - 1).trimEnd()}…`;
}

/** `GET …/get-account`: the end of a path is its most specific part, so the start is shortened. */
export function requestLabel(method: string, path: string, max = MAX_LABEL): string {
  const verb = truncate(method, 8);
  const available = max - verb.length - 1;
  if (path.length <= available) return `${verb} ${path}`;
  const names = path.split('/').slice(1);
  const tails = names.map((_, index) => `…/${names.slice(index).join('/')}`);
  const tail = tails.find(({ length }) => length <= available) ?? tails.at(-1) ?? path;
  return `${verb} ${truncate(tail, available)}`;
}

/** `{yyyy-MM-dd}` with the separator before it: a date makes the label wide and adds little. */
const DATE = /[-_. ]?(?<!\$)\{[yMdHmsT_.-]+\}/g;

/** `{type}.ndjson`: the file name without folders and without the date. */
export function fileLabel(path: string): string {
  const name =
    path
      .split(/[/\\]/)
      .filter((part) => part !== '')
      .at(-1) ?? '';
  const undated = name.replace(DATE, '');
  return truncate(/[^.]+\./.test(undated) ? undated : name, MAX_FILE);
}

/** `tls · logs.example:6514`: a long host is truncated, the port never. */
export function addressLabel(protocol: string, host: string, port: string): string {
  const [before, after] = [`${truncate(protocol, 9)}${SEPARATOR}`, `:${truncate(port, 8)}`];
  return `${before}${truncate(host, MAX_LABEL - before.length - after.length)}${after}`;
}

/** `hec · splunk.example:8088`: the host of an address; a variable is shown by its name. */
export function receiverLabel(receiver: string, url: string): string {
  const host = /^(?:https?:\/\/)?([^/?#]+)/.exec(url)?.[1] ?? '';
  const before = `${truncate(receiver, 9)}${SEPARATOR}`;
  return host === '' ? '' : `${before}${truncate(host, MAX_LABEL - before.length)}`;
}

/** `5 min`, `24 h · 06:30`, `on message`; a variable is shown by its name. */
export function scheduleLabel({ every, everyUnit, at = '' }: Schedule, translate: Translate): string {
  const count = every.trim();
  if (Number(count) === 0) return translate('short.onMessage');
  const isKnown = ['seconds', 'minutes', 'hours'].includes(everyUnit);
  return joinParts(`${count} ${isKnown ? translate(`short.${everyUnit}`) : everyUnit}`, at);
}

/** `receipt, delivery`, or the text for all types. */
export function typesLabel(types: string, translate: Translate): string {
  const named = splitList(types);
  return named.length === 0 ? translate('short.allTypes') : named.join(', ');
}

/**
 * Label of an unnamed source: `SIEM · receipt, delivery · 5 min`. The selection gets the remaining space.
 * @param selection what it reads of its log; empty where there is no choice
 * @param max characters
 */
export function sourceLabel(
  title: string,
  selection: readonly string[],
  schedule: Schedule,
  translate: Translate,
  max = MAX_LABEL,
): string {
  const words = selection.flatMap(splitList);
  const [first, last] = [
    truncate(title, MAX_TITLE),
    truncate(scheduleLabel(schedule, translate), MAX_SCHEDULE),
  ];
  const available = max - joinParts(first, last).length - SEPARATOR.length;
  return truncate(joinParts(first, fitWords(words, available), last), max);
}

/** `receipt, process, +8`: as many words as fit; empty where none fits. */
export function fitWords(words: readonly string[], available: number): string {
  const texts = words.map((_, dropped) =>
    [...words.slice(0, words.length - dropped), ...(dropped === 0 ? [] : [`+${dropped}`])].join(', '),
  );
  return texts.find(({ length }) => length <= available) ?? fitOneWord(words, available);
}

/** `authenti…, +1`: a truncated word is useful from four characters on. */
function fitOneWord([first = '', ...others]: readonly string[], available: number): string {
  const suffix = others.length === 0 ? '' : `, +${others.length}`;
  return available < suffix.length + 4 ? '' : `${truncate(first, available - suffix.length)}${suffix}`;
}

function joinParts(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(SEPARATOR);
}
