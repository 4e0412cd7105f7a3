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

/**
 * Lets the select that Node-RED makes of a config node's field take `${NAME}` too: a last option, whose value is
 * typed into a field behind it.
 */
export function reference({ id, property, required, stored }: Reference, translate: Translate): void {
  const select = selectOf(id);
  if (select === undefined) return;
  const input = document.createElement('input');
  input.type = 'text';
  input.id = `${id}-variable`;
  input.placeholder = `\${${property.toUpperCase()}}`;
  input.style.cssText = 'width: 70%; margin: 4px 0 0 105px';
  input.setAttribute('aria-label', translate(`label.${property}`));
  input.value = isVariable(stored) ? stored : '';
  select.closest('.form-row')?.append(input);
  const option = document.createElement('option');
  option.textContent = translate('choice.other');
  option.value = input.value;
  // What Node-RED marks such options with: there is no node of it that could be edited.
  $(option).data('env', true);
  const show = (): void => {
    input.style.display = select.selectedOptions[0] === option ? '' : 'none';
  };
  // Node-RED makes the options anew when a config node was added or changed.
  const offer = (): void => {
    const none = [...select.options].find(({ value }) => value === NO_NODE);
    if (!required && none !== undefined) none.textContent = translate('choice.none');
    if (option.parentElement !== select) select.append(option);
    show();
  };
  offer();
  if (input.value !== '') option.selected = true;
  select.addEventListener('change', offer);
  $(select).on('change', offer);
  input.addEventListener('input', () => {
    option.value = input.value.trim();
    $(select).trigger('change');
  });
  show();
}
