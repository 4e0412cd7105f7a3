import type { ValidationProblem } from '../../properties/property-types';
import { variableName } from '../../properties/variable';

/** Node-RED leaves `${NAME}` unchanged in a property when the variable does not exist. */
export function findUnsetVariable(
  raw: Readonly<Record<string, unknown>>,
): (ValidationProblem & { readonly property: string }) | undefined {
  for (const [property, value] of Object.entries(raw)) {
    const name = variableName(value);
    if (name !== undefined) return { key: 'variableUnset', values: { name }, property };
  }
  return undefined;
}
