/** Small doors to the edit dialog. All of them bear with a missing element: a dialog may have been closed. */

export type Translate = (key: string, values?: Record<string, string | number>) => string;

/** What the ids of a dialog's fields begin with: config nodes have another one. */
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

/** What stands in the form, for inputs and the selects that Node-RED makes of config node fields. */
export const formValue = (id: string): string => inputOf(id)?.value ?? selectOf(id)?.value ?? '';

/** Sets a value as a person would: the editor validates on `change`. */
export function enter(input: HTMLInputElement, value: string): void {
  input.value = value;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

export function showIf(id: string, shown: boolean): void {
  const element = document.getElementById(id);
  if (element !== null) element.style.display = shown ? '' : 'none';
}

/** What an admin endpoint says when it refuses. */
export const textOf = (body: unknown): string | undefined =>
  typeof body === 'object' && body !== null && 'text' in body && typeof body.text === 'string'
    ? body.text
    : undefined;

/** `${NAME}`: Node-RED puts the variable's value there before the node is made; only whole values. */
export const isVariable = (value: string): boolean => /^\$\{[^}]+\}$/.test(value.trim());
