import { enter, inputOf, selectOf } from './fields';

const OTHER = '';

/**
 * Initializes a select that also takes `${NAME}`. The template has `<select id="<id>-choice">`, whose option
 * with the empty value means "other", and the text field `<id>`, which holds the value and is visible only
 * then.
 */
export function choice(id: string, onChange: (value: string) => void = () => {}): void {
  const input = inputOf(id);
  const select = selectOf(`${id}-choice`);
  if (input === undefined || select === undefined) return;
  const known = [...select.options].some((option) => option.value === input.value);
  select.value = known ? input.value : OTHER;
  const show = (): void => {
    input.style.display = select.value === OTHER ? '' : 'none';
    onChange(input.value);
  };
  select.addEventListener('change', () => {
    enter(input, select.value);
    show();
    if (select.value === OTHER) input.focus();
  });
  input.addEventListener('input', () => onChange(input.value));
  show();
}
