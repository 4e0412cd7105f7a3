import { inputOf, isVariable, setValue } from './fields';

/** A selectable value with a description. */
export interface CheckboxOption {
  readonly value: string;
  /** shown instead of the value */
  readonly name?: string;
  readonly about: string;
}

export const splitList = (value: string): string[] =>
  value
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

/** Selected values first, in the order of the list, then typed ones. A variable replaces all others. */
export function joinList(selected: readonly string[], typed: string): string {
  return isVariable(typed) ? typed.trim() : [...new Set([...selected, ...splitList(typed)])].join(',');
}

function checkboxRow(
  field: string,
  { value, name: shown = value, about }: CheckboxOption,
): { row: HTMLElement; box: HTMLInputElement } {
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.value = value;
  box.id = `node-input-${field}-${value.replaceAll(' ', '-')}`;
  box.style.cssText = 'width: auto; margin: 0 6px 0 0; vertical-align: baseline';
  const name = document.createElement('span');
  name.textContent = shown;
  const line = document.createElement('span');
  line.textContent = `: ${about}`;
  line.style.color = 'var(--red-ui-secondary-text-color)';
  const row = document.createElement('label');
  row.htmlFor = box.id;
  row.style.cssText = 'display: block; width: auto; margin: 0 0 2px; padding-left: 20px; text-indent: -20px';
  row.append(box, name, line);
  return { row, box };
}

/**
 * Initializes the part `ticks`: a list of checkboxes, and a text field for other values or for `${NAME}`.
 * @param onChange receives the selection, also initially
 * @returns replaces the options; the selection stays
 */
export function initCheckboxList(
  field: string,
  options: readonly CheckboxOption[],
  onChange: (words: string) => void = () => undefined,
): (options: readonly CheckboxOption[]) => void {
  const input = inputOf(`node-input-${field}`);
  const more = inputOf(`node-input-${field}-more`);
  const list = document.getElementById(`node-input-${field}-list`);
  if (input === undefined || more === undefined || list === null) return () => undefined;
  let boxes: HTMLInputElement[] = [];
  const disable = (): void => {
    for (const box of boxes) box.disabled = isVariable(more.value);
  };
  const update = (): void => {
    disable();
    const selected = boxes.filter((box) => box.checked).map((box) => box.value);
    setValue(input, joinList(selected, more.value));
    more.classList.toggle('input-error', input.classList.contains('input-error'));
    onChange(input.value);
  };
  const setOptions = (available: readonly CheckboxOption[]): void => {
    const selection = isVariable(input.value) ? [] : splitList(input.value);
    const values = available.map(({ value }) => value);
    more.value = isVariable(input.value)
      ? input.value
      : selection.filter((word) => !values.includes(word)).join(', ');
    const rows = available.map((one) => checkboxRow(field, one));
    list.replaceChildren(...rows.map(({ row }) => row));
    boxes = rows.map(({ box }) => box);
    for (const box of boxes) {
      box.checked = selection.includes(box.value);
      box.addEventListener('change', update);
    }
    disable();
  };
  more.addEventListener('input', update);
  setOptions(options);
  onChange(input.value);
  return setOptions;
}
