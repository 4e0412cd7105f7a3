import { type NodeType, PROPERTIES } from '../../lib/properties';
import type { PropertyTable } from '../../lib/properties/property-types';
import { reveal } from '../groups/groups';
import { inputOf, isVariable, type Prefix, selectOf, type Translate } from './fields';
import { validateProperty } from './validators';

/** The visible controls of a property: the field itself may be hidden behind checkboxes or a select. */
function visibleControls(id: string): readonly HTMLElement[] {
  const field = inputOf(id);
  const controls =
    field === undefined
      ? [selectOf(id), inputOf(`${id}-variable`)]
      : [field.type === 'hidden' ? inputOf(`${id}-more`) : field];
  return controls.filter((control) => control !== undefined);
}

/** Marks an invalid field for screen readers. */
function markControls(controls: readonly HTMLElement[], messageElement: HTMLElement, isValid: boolean): void {
  for (const control of controls) {
    control.setAttribute('aria-invalid', String(!isValid));
    if (isValid) control.removeAttribute('aria-describedby');
    else control.setAttribute('aria-describedby', messageElement.id);
  }
}

/** An error in a folded group could not be seen. */
function showReason(places: readonly HTMLElement[], reason: string): void {
  for (const place of places) {
    place.textContent = reason;
    place.style.display = reason === '' ? 'none' : '';
    if (reason !== '') reveal(place);
  }
}

/**
 * Shows validation errors below each field. The tooltip of a red field is visible only with a mouse, never
 * with the keyboard.
 */
export function showFieldErrors(node: { readonly _: Translate }, type: NodeType, prefix: Prefix): void {
  const table: PropertyTable = PROPERTIES[type];
  for (const [property, { refersTo }] of Object.entries(table)) {
    const id = `${prefix}-${property}`;
    const field = inputOf(id) ?? selectOf(id);
    const controls = visibleControls(id);
    const row = controls[0]?.closest('.form-row');
    if (field === undefined || !row) continue;
    // Ids are selected and never typed, so an unknown id is a variable with wrong syntax.
    const unknownNodeError = (value: string): string | undefined =>
      refersTo === undefined || value === '' || RED.nodes.node(value)
        ? undefined
        : node._('hint.notVariable', { type: refersTo, value });
    const messageElement = document.createElement('div');
    messageElement.id = `${id}-reason`;
    messageElement.setAttribute('role', 'alert');
    messageElement.style.cssText = 'margin: 4px 0 0 105px; color: var(--red-ui-text-color-error)';
    row.append(messageElement);
    // Rows that write to a field in another group show its error too.
    const copies = document.querySelectorAll<HTMLElement>(`[data-reason="${property}"]`);
    const showError = (): void => {
      const isFlag = field instanceof HTMLInputElement && field.type === 'checkbox';
      const value = field.value === '_ADD_' ? '' : field.value;
      const result =
        isFlag ||
        isVariable(value) ||
        (unknownNodeError(value) ?? validateProperty(node, type, property, value));
      showReason([messageElement, ...copies], result === true ? '' : result);
      markControls(controls, messageElement, result === true);
    };
    field.addEventListener('input', showError);
    // Node-RED triggers its changes with jQuery.
    $(field).on('change', showError);
    showError();
  }
}
