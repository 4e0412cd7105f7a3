import { type NodeType, PROPERTIES } from '../../lib/properties';
import type { PropertyTable } from '../../lib/properties/kinds';
import { inputOf, isVariable, type Prefix, selectOf, type Translate } from './fields';
import { validity } from './validity';

/** Where a person types what the property holds: the field itself may be hidden behind ticks or a select. */
function controlOf(id: string): HTMLElement | undefined {
  const field = inputOf(id);
  if (field === undefined) return selectOf(id);
  if (field.type === 'hidden') return inputOf(`${id}-more`);
  return field;
}

/**
 * Says in words, below each field, why it can't be as it is: the tooltip of a red field is only seen by those who
 * point at it, and never by those who use the keyboard.
 */
export function reasons(node: { readonly _: Translate }, type: NodeType, prefix: Prefix): void {
  const table: PropertyTable = PROPERTIES[type];
  for (const property of Object.keys(table)) {
    const id = `${prefix}-${property}`;
    const field = inputOf(id) ?? selectOf(id);
    const control = controlOf(id);
    const row = control?.closest('.form-row');
    if (field === undefined || control === undefined || !row) continue;
    const place = document.createElement('div');
    place.id = `${id}-reason`;
    place.setAttribute('role', 'alert');
    place.style.cssText = 'margin: 4px 0 0 105px; color: var(--red-ui-text-color-error)';
    row.append(place);
    const explain = (): void => {
      const isFlag = field instanceof HTMLInputElement && field.type === 'checkbox';
      const value = field.value === '_ADD_' ? '' : field.value;
      const answer = isFlag || isVariable(value) || validity(node, type, property, value);
      place.textContent = answer === true ? '' : answer;
      place.style.display = answer === true ? 'none' : '';
      control.setAttribute('aria-invalid', String(answer !== true));
      if (answer === true) control.removeAttribute('aria-describedby');
      else control.setAttribute('aria-describedby', place.id);
    };
    field.addEventListener('input', explain);
    // Node-RED's own changes come over jQuery.
    $(field).on('change', explain);
    explain();
  }
}
