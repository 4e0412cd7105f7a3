import { inputOf, selectOf, setValue } from './fields';

const OTHER_OPTION = '';

/**
 * Initializes a select that also takes `${NAME}`. The template has `<select id="<id>-choice">`, whose option
 * with the empty value means "other", and the text field `<id>`, which holds the value and is visible only
 * then.
 */
export function initSelectField(id: string, onChange: (value: string) => void = () => {}): void {
  const input = inputOf(id);
  const select = selectOf(`${id}-choice`);
  if (input === undefined || select === undefined) return;
  const isKnown = [...select.options].some((option) => option.value === input.value);
  select.value = isKnown ? input.value : OTHER_OPTION;
  const show = (): void => {
    input.style.display = select.value === OTHER_OPTION ? '' : 'none';
    onChange(input.value);
  };
  select.addEventListener('change', () => {
    setValue(input, select.value);
    show();
    if (select.value === OTHER_OPTION) input.focus();
  });
  input.addEventListener('input', () => onChange(input.value));
  show();
}

/** The same for a property that a node from an older flow lacks: it shows `former`, which is how the node works. */
export function initLaterSelectField(id: string, former: string): void {
  const input = inputOf(id);
  if (input?.value === '') input.value = former;
  initSelectField(id);
}
