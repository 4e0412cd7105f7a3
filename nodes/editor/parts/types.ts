import { enter, inputOf, isVariable, type Translate } from './fields';

export const splitTypes = (value: string): string[] =>
  value
    .split(',')
    .map((type) => type.trim())
    .filter((type) => type !== '');

/** Ticked ones first, in the order of the list, then what was typed; a variable stands for itself alone. */
export function joinTypes(ticked: readonly string[], typed: string): string {
  return isVariable(typed) ? typed.trim() : [...new Set([...ticked, ...splitTypes(typed)])].join(',');
}

function tickBox(type: string, description: string): { row: HTMLElement; box: HTMLInputElement } {
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.value = type;
  box.id = `node-input-types-${type.replaceAll(' ', '-')}`;
  box.style.cssText = 'width: auto; margin: 0 6px 0 0; vertical-align: baseline';
  const name = document.createElement('span');
  name.textContent = type;
  const about = document.createElement('span');
  about.textContent = `: ${description}`;
  about.style.color = 'var(--red-ui-secondary-text-color)';
  const row = document.createElement('label');
  row.htmlFor = box.id;
  row.style.cssText = 'display: block; width: auto; margin: 0 0 2px; padding-left: 20px; text-indent: -20px';
  row.append(box, name, about);
  return { row, box };
}

/**
 * The field `types` as tick boxes, one per known type with a line about it (`types.<type>` of the catalogue),
 * and a text field for types that Mimecast adds later or for `${NAME}`.
 */
export function types(known: readonly string[], translate: Translate): void {
  const input = inputOf('node-input-types');
  const more = inputOf('node-input-types-more');
  const list = document.getElementById('node-input-types-list');
  if (input === undefined || more === undefined || list === null) return;
  const chosen = isVariable(input.value) ? [] : splitTypes(input.value);
  more.value = isVariable(input.value)
    ? input.value
    : chosen.filter((type) => !known.includes(type)).join(', ');
  const boxes = known.map((type) => {
    const { row, box } = tickBox(type, translate(`types.${type}`));
    box.checked = chosen.includes(type);
    list.append(row);
    return box;
  });
  const update = (): void => {
    for (const box of boxes) box.disabled = isVariable(more.value);
    const ticked = boxes.filter((box) => box.checked).map((box) => box.value);
    enter(input, joinTypes(ticked, more.value));
    more.classList.toggle('input-error', input.classList.contains('input-error'));
  };
  for (const box of boxes) box.addEventListener('change', update);
  more.addEventListener('input', update);
  for (const box of boxes) box.disabled = isVariable(more.value);
}
