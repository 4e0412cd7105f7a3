/** The options of the format node: rows in the dialog, stored as one JSON text. Unknown options stay. */
import { isJsonObject } from '../../lib/contracts/json';
import { inputOf, isVariable, setValue, setVisible, type Translate } from './fields';
import { createOptionRows, filterOptionRows } from './option-rows';

type Options = Record<string, unknown>;

const FIELD_ID = 'node-input-options';
/** The elements with the rows. */
const [ROWS_ID, PRIVACY_ID] = [`${FIELD_ID}-rows`, `${FIELD_ID}-privacy`];

const isOptions = (value: unknown): value is Options => isJsonObject(value);

/**
 * undefined for a variable, and for text that is no JSON object: rows can't show these and must not overwrite
 * them.
 */
export function parseOptions(text: string): Options | undefined {
  if (text.trim() === '') return {};
  try {
    const parsed: unknown = JSON.parse(text);
    return isOptions(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** `name: value`, one per line. */
export function toLines(words: unknown): string {
  if (!isOptions(words)) return '';
  return Object.entries(words)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join('\n');
}

export function parseLines(lines: string): Options | undefined {
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
export function setOption(options: Options, name: string, value: unknown): string {
  const { [name]: _before, ...others } = options;
  const changed =
    value === undefined || value === '' || value === false ? others : { ...others, [name]: value };
  return JSON.stringify(changed);
}

type OptionField = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const isOptionField = (element: Element): element is OptionField =>
  element instanceof HTMLInputElement ||
  element instanceof HTMLSelectElement ||
  element instanceof HTMLTextAreaElement;

const optionFields = (): OptionField[] =>
  [...document.querySelectorAll('[data-option]')].filter(isOptionField);
const isFlag = (row: OptionField): row is HTMLInputElement =>
  row instanceof HTMLInputElement && row.type === 'checkbox';
const isWordList = (row: OptionField): boolean => row.dataset['kind'] === 'words';

function showValue(row: OptionField, value: unknown): void {
  if (isFlag(row)) row.checked = value === true || value === 'true';
  else if (isWordList(row)) row.value = toLines(value);
  else row.value = value === undefined || value === row.dataset['default'] ? '' : String(value);
}

function readValue(row: OptionField): unknown {
  if (isFlag(row)) return row.checked;
  return isWordList(row) ? parseLines(row.value) : row.value.trim();
}

/** Creates the rows and connects them to the field. */
export function initOptionRows(translate: Translate): void {
  createOptionRows(ROWS_ID, PRIVACY_ID, translate);
  const field = inputOf(FIELD_ID);
  if (field === undefined) return;
  const refresh = (): void => {
    const options = parseOptions(field.value);
    for (const id of [ROWS_ID, PRIVACY_ID]) setVisible(id, options !== undefined);
    const needsKey = optionFields().some((row) => 'privacy' in row.dataset && row.value === 'pseudonymise');
    setVisible('node-input-pseudonymKey-row', needsKey || options === undefined);
  };
  const showAll = (): void => {
    const options = parseOptions(field.value);
    if (options !== undefined)
      for (const row of optionFields()) showValue(row, options[row.dataset['option'] ?? '']);
    refresh();
  };
  for (const row of optionFields()) {
    row.addEventListener('change', () => {
      const options = parseOptions(field.value);
      if (options !== undefined)
        setValue(field, setOption(options, row.dataset['option'] ?? '', readValue(row)));
      refresh();
    });
  }
  field.addEventListener('input', showAll);
  showAll();
}

/** With a variable as format, all rows may apply. */
export function showRowsForFormat(format: string): void {
  filterOptionRows(format === '' || isVariable(format) ? undefined : format);
}
