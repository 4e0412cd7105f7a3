import { buttonOf, inputOf, isVariable, setValue, setVisible } from './fields';

/**
 * Initializes a checkbox that also takes `${NAME}`, the row that the build generates for `<!-- flag: … -->`.
 * Node-RED saves an input by its type, so the field switches between the two types.
 */
export function initCheckboxField(property: string, stored: unknown): void {
  const id = `node-input-${property}`;
  const input = inputOf(id);
  const button = buttonOf(`${id}-variable`);
  if (input === undefined || button === undefined) return;
  const setTextMode = (isText: boolean): void => {
    input.type = isText ? 'text' : 'checkbox';
    input.style.cssText = isText ? 'width: 55%' : 'width: auto; margin: 0 6px 0 0; vertical-align: middle';
    button.setAttribute('aria-pressed', String(isText));
    button.classList.toggle('selected', isText);
    setVisible(`${id}-about`, !isText);
  };
  const variable = typeof stored === 'string' && isVariable(stored) ? stored : '';
  setTextMode(variable !== '');
  if (variable === '') input.checked = stored === true || stored === 'true';
  else input.value = variable;
  button.addEventListener('click', () => {
    const isText = input.type === 'checkbox';
    setTextMode(isText);
    if (isText) input.value = variable;
    setValue(input, input.value);
    input.focus();
  });
}
