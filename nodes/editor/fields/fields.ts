import { variableName } from '../../lib/properties/variable';

/**
 * Access to the fields of the edit dialog. All functions accept a missing element: the dialog may be closed.
 */

export type Translate = (key: string, values?: Record<string, string | number>) => string;

/** Prefix of field ids; config nodes have their own. */
export type Prefix = 'node-input' | 'node-config-input';

export const inputOf = (id: string): HTMLInputElement | undefined => {
  const found = document.getElementById(id);
  return found instanceof HTMLInputElement ? found : undefined;
};

export const selectOf = (id: string): HTMLSelectElement | undefined => {
  const found = document.getElementById(id);
  return found instanceof HTMLSelectElement ? found : undefined;
};

export const buttonOf = (id: string): HTMLButtonElement | undefined => {
  const found = document.getElementById(id);
  return found instanceof HTMLButtonElement ? found : undefined;
};

/** The current value of an input, or of the select that Node-RED creates for a config node field. */
export const formValue = (id: string): string => inputOf(id)?.value ?? selectOf(id)?.value ?? '';

/** Sets a value and triggers `change`, on which the editor validates. */
export function setValue(input: HTMLInputElement, value: string): void {
  input.value = value;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

export function setVisible(id: string, shown: boolean): void {
  const element = document.getElementById(id);
  if (element !== null) element.style.display = shown ? '' : 'none';
}

/** The error text in the response of an admin endpoint. */
export const errorTextIn = (body: unknown): string | undefined =>
  typeof body === 'object' && body !== null && 'text' in body && typeof body.text === 'string'
    ? body.text
    : undefined;

/** `${NAME}`: Node-RED replaces it before the node is created, but only if it is the whole value. */
export const isVariable = (value: string): boolean => variableName(value) !== undefined;
