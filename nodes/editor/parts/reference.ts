import { isVariable, selectOf, type Translate } from './fields';

/** What Node-RED takes for "no node"; where there is none of the type at all, it reads like an order to make one. */
const NO_NODE = '_ADD_';

interface Reference {
  readonly id: string;
  readonly property: string;
  readonly required: boolean;
  /** what the node has; Node-RED shows nothing for a variable */
  readonly stored: string;
}

/** The field for the variable, which takes the room of the select and of its buttons. */
function variableField({ id, property }: Reference, about: string): HTMLInputElement {
  const field = document.createElement('input');
  field.type = 'text';
  field.id = `${id}-variable`;
  field.placeholder = `\${${property.toUpperCase()}}`;
  field.style.cssText = 'flex: 1 1 0; width: auto; min-width: 0';
  field.setAttribute('aria-label', about);
  return field;
}

/** Looks like the one beside a tick (build/rows.mjs). */
function toggleButton({ id }: Reference, about: string, translate: Translate): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.id = `${id}-toggle`;
  button.className = 'red-ui-button';
  button.textContent = '${\u2009}';
  button.style.cssText = 'margin-left: 10px; white-space: nowrap';
  button.title = translate('choice.other');
  button.setAttribute('aria-label', `${about}: ${button.title}`);
  return button;
}

/** A variable that is typed now; Node-RED takes it away, as all options, when it fills the select. */
const typedOption = (select: HTMLSelectElement): HTMLOptionElement | undefined =>
  [...select.options].find((option) => 'typed' in option.dataset);

function chooseTyped(select: HTMLSelectElement, value: string): void {
  const option = new Option(value, value);
  option.dataset['typed'] = '';
  select.append(option);
  option.selected = true;
}

/** @param value as it was chosen before; what is gone meanwhile is none */
function chooseNode(select: HTMLSelectElement, value: string): void {
  typedOption(select)?.remove();
  select.value = value;
  if (select.selectedIndex < 0) select.value = NO_NODE;
}

/** Which of the two a person sees. */
function shower(select: HTMLSelectElement, field: HTMLInputElement, toggle: HTMLButtonElement) {
  const label = document.querySelector<HTMLLabelElement>(`label[for="${select.id}"]`);
  // The select itself, the pencil and the plus.
  const pickers = document.querySelectorAll<HTMLElement>(`#${select.id}, #${select.id} ~ a`);
  return (isTyped: boolean): void => {
    for (const one of pickers) one.style.display = isTyped ? 'none' : '';
    field.style.display = isTyped ? '' : 'none';
    // Node-RED marks the field that it reads.
    field.classList.toggle('input-error', select.classList.contains('input-error'));
    toggle.setAttribute('aria-pressed', String(isTyped));
    toggle.classList.toggle('selected', isTyped);
    if (label !== null) label.htmlFor = isTyped ? field.id : select.id;
  };
}

/**
 * Lets a config node's field take `${NAME}` too: a button behind the select and its plus puts a text field in their
 * place, and takes it away again.
 *
 * The select is Node-RED's: it empties and fills it whenever a config node was added, changed or deleted, and what
 * stands in it gets stored. So nothing is kept here that this could take away: a variable is an option of the select
 * as long as it is the chosen one, and which of the two is shown is asked of the select at every change.
 */
export function reference(described: Reference, translate: Translate): void {
  const { id, property, required, stored } = described;
  const select = selectOf(id);
  if (select === undefined) return;
  const about = translate(`label.${property}`);
  const field = variableField(described, about);
  const toggle = toggleButton(described, about, translate);
  const show = shower(select, field, toggle);
  let before = NO_NODE;

  select.style.minWidth = '0';
  select.setAttribute('aria-label', about);
  select.parentElement?.append(field, toggle);
  const refresh = (): void => {
    const option = typedOption(select);
    if (option?.selected === false) option.remove();
    show(option?.selected === true);
    const none = [...select.options].find(({ value }) => value === NO_NODE);
    if (!required && none !== undefined) none.textContent = translate('choice.none');
  };
  // Node-RED's own changes come over jQuery, and so does what a person does.
  $(select).on('change', refresh);
  field.addEventListener('input', () => {
    chooseNode(select, NO_NODE);
    chooseTyped(select, field.value.trim());
    $(select).trigger('change');
  });
  toggle.addEventListener('click', () => {
    const isTyped = typedOption(select) !== undefined;
    if (isTyped) chooseNode(select, before);
    else {
      before = select.value;
      chooseTyped(select, field.value.trim());
    }
    $(select).trigger('change');
    (isTyped ? select : field).focus();
  });

  // A subflow's own variables for config nodes are among Node-RED's options.
  if (isVariable(stored) && select.value !== stored) {
    field.value = stored;
    chooseTyped(select, stored);
  }
  refresh();
}
