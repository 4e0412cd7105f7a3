import type { Problem } from '../properties/kinds';

/** Node-RED leaves `${NAME}` standing where there is no such variable (node-red-craft.md 1.4). */
export function unsetVariable(
  raw: Readonly<Record<string, unknown>>,
): (Problem & { readonly property: string }) | undefined {
  for (const [property, value] of Object.entries(raw)) {
    const name = typeof value === 'string' ? /^\$\{([^}]+)\}$/.exec(value.trim())?.[1] : undefined;
    if (name !== undefined) return { key: 'variableUnset', values: { name }, property };
  }
  return undefined;
}
