import { isVariable, selectOf, type Translate } from './fields';

/** Node-RED's value for "no node". Without any node of the type, its text reads like a request to add one. */
const NO_NODE = '_ADD_';

interface FieldOptions {
  readonly id: string;
  readonly property: string;
  readonly required: boolean;
  /** current value; Node-RED shows nothing for a variable */
  readonly stored: string;
}

/** The text field for the variable, in place of the select and its buttons. */
function createVariableField({ id, property }: FieldOptions, description: string): HTMLInputElement {
  const field = document.createElement('input');
  field.type = 'text';
  field.id = `${id}-variable`;
  field.placeholder = `\${${property.toUpperCase()}}`;
  field.style.cssText = 'flex: 1 1 0; width: auto; min-width: 0';
  field.setAttribute('aria-label', description);
  return field;
}

/** Looks like the button beside a checkbox (build/form-rows.mjs). */
function createToggleButton(
  { id }: FieldOptions,
  description: string,
  translate: Translate,
): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.id = `${id}-toggle`;
  button.className = 'red-ui-button';
  button.textContent = '${\u2009}';
  button.style.cssText = 'margin-left: 10px; white-space: nowrap';
  button.title = translate('choice.other');
  button.setAttribute('aria-label', `${description}: ${button.title}`);
  return button;
}

/** The option for a typed variable. Node-RED removes it with all others when it refills the select. */
const findTypedOption = (select: HTMLSelectElement): HTMLOptionElement | undefined =>
  [...select.options].find((option) => 'typed' in option.dataset);

function selectVariable(select: HTMLSelectElement, value: string): void {
  const option = new Option(value, value);
  option.dataset['typed'] = '';
  select.append(option);
  option.selected = true;
}

/** @param value previous selection; falls back to none when that node is gone */
function selectNode(select: HTMLSelectElement, value: string): void {
  findTypedOption(select)?.remove();
  select.value = value;
  if (select.selectedIndex < 0) select.value = NO_NODE;
}

/** Switches between select and text field. */
function createSwitcher(select: HTMLSelectElement, field: HTMLInputElement, toggle: HTMLButtonElement) {
  const label = document.querySelector<HTMLLabelElement>(`label[for="${select.id}"]`);
  // The select itself, and the edit and add buttons.
  const pickers = document.querySelectorAll<HTMLElement>(`#${select.id}, #${select.id} ~ a`);
  return (isTyped: boolean): void => {
    for (const one of pickers) one.style.display = isTyped ? 'none' : '';
    field.style.display = isTyped ? '' : 'none';
    // Node-RED marks only the field that it reads.
    field.classList.toggle('input-error', select.classList.contains('input-error'));
    toggle.setAttribute('aria-pressed', String(isTyped));
    toggle.classList.toggle('selected', isTyped);
    if (label !== null) label.htmlFor = isTyped ? field.id : select.id;
  };
}

/**
 * Lets a config node's field take `${NAME}` too: a button beside the select replaces it with a text field and
 * back. Node-RED owns the select. It refills it whenever a config node was added, changed or deleted, and
 * stores its value. So all state is in the select: a variable is an option as long as it is selected, and
 * every change depends on which of the two fields is visible.
 */
export function initConfigNodeField(options: FieldOptions, translate: Translate): void {
  const { id, property, required, stored } = options;
  const select = selectOf(id);
  if (select === undefined) return;
  const description = translate(`label.${property}`);
  const field = createVariableField(options, description);
  const toggle = createToggleButton(options, description, translate);
  const show = createSwitcher(select, field, toggle);
  let previousNode = NO_NODE;

  select.style.minWidth = '0';
  select.setAttribute('aria-label', description);
  select.parentElement?.append(field, toggle);
  const refresh = (): void => {
    const option = findTypedOption(select);
    if (option?.selected === false) option.remove();
    show(option?.selected === true);
    const none = [...select.options].find(({ value }) => value === NO_NODE);
    if (!required && none !== undefined) none.textContent = translate('choice.none');
  };
  // With jQuery, because Node-RED triggers jQuery events; native events arrive too.
  $(select).on('change', refresh);
  field.addEventListener('input', () => {
    selectNode(select, NO_NODE);
    selectVariable(select, field.value.trim());
    $(select).trigger('change');
  });
  toggle.addEventListener('click', () => {
    const isTyped = findTypedOption(select) !== undefined;
    if (isTyped) selectNode(select, previousNode);
    else {
      previousNode = select.value;
      selectVariable(select, field.value.trim());
    }
    $(select).trigger('change');
    (isTyped ? select : field).focus();
  });

  // Node-RED lists a subflow's own config node variables as options.
  if (isVariable(stored) && select.value !== stored) {
    field.value = stored;
    selectVariable(select, stored);
  }
  refresh();
}
