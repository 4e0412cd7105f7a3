/** The options of the format node: rows in the dialog, stored as one JSON text. Unknown options stay. */
import { enter, inputOf, isVariable, showIf, type Translate } from './fields';
import { makeOptionRows, showOptionRows } from './option-rows';

type Options = Record<string, unknown>;

const FIELD = 'node-input-options';

const isOptions = (value: unknown): value is Options =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * undefined for a variable, and for text that is no JSON object: rows can't show these and must not overwrite
 * them.
 */
export function readOptions(text: string): Options | undefined {
  if (text.trim() === '') return {};
  try {
    const parsed: unknown = JSON.parse(text);
    return isOptions(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** `name: value`, one per line. */
export function linesOf(words: unknown): string {
  if (!isOptions(words)) return '';
  return Object.entries(words)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join('\n');
}

export function wordsOf(lines: string): Options | undefined {
  const pairs = lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const at = line.indexOf(':');
      return at < 0 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    });
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}

/** Sets an option, or removes it where the row has its default. */
export function withOption(options: Options, name: string, value: unknown): string {
  const { [name]: _before, ...others } = options;
  const changed =
    value === undefined || value === '' || value === false ? others : { ...others, [name]: value };
  return JSON.stringify(changed);
}

type Row = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const isRow = (element: Element): element is Row =>
  element instanceof HTMLInputElement ||
  element instanceof HTMLSelectElement ||
  element instanceof HTMLTextAreaElement;

const rows = (): Row[] => [...document.querySelectorAll('[data-option]')].filter(isRow);
const isFlag = (row: Row): row is HTMLInputElement =>
  row instanceof HTMLInputElement && row.type === 'checkbox';
const isWords = (row: Row): boolean => row.dataset['kind'] === 'words';

function show(row: Row, value: unknown): void {
  if (isFlag(row)) row.checked = value === true || value === 'true';
  else if (isWords(row)) row.value = linesOf(value);
  else row.value = value === undefined || value === 'keep' ? '' : String(value);
}

function shown(row: Row): unknown {
  if (isFlag(row)) return row.checked;
  return isWords(row) ? wordsOf(row.value) : row.value.trim();
}

/** Creates the rows and connects them to the field. */
export function optionRows(translate: Translate): void {
  makeOptionRows(`${FIELD}-rows`, translate);
  const field = inputOf(FIELD);
  if (field === undefined) return;
  const refresh = (): void => {
    const options = readOptions(field.value);
    showIf(`${FIELD}-rows`, options !== undefined);
    const secret = rows().some((row) => 'privacy' in row.dataset && row.value === 'pseudonymise');
    showIf('node-input-pseudonymKey-row', secret || options === undefined);
  };
  const fill = (): void => {
    const options = readOptions(field.value);
    if (options !== undefined) for (const row of rows()) show(row, options[row.dataset['option'] ?? '']);
    refresh();
  };
  for (const row of rows()) {
    row.addEventListener('change', () => {
      const options = readOptions(field.value);
      if (options !== undefined) enter(field, withOption(options, row.dataset['option'] ?? '', shown(row)));
      refresh();
    });
  }
  field.addEventListener('input', fill);
  fill();
}

/** With a variable as format, all rows may apply. */
export function rowsFor(format: string): void {
  showOptionRows(format === '' || isVariable(format) ? undefined : format);
}
