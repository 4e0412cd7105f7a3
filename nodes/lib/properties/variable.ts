const VARIABLE = /^\$\{([^}]+)\}$/;

/** The name in a property such as `${NAME}`, which an environment variable replaces; undefined for other values. */
export function variableName(value: unknown): string | undefined {
  return typeof value === 'string' ? VARIABLE.exec(value.trim())?.[1] : undefined;
}
