/**
 * Omits members that are undefined or ''. Forms store '' for an empty field, and a library that is passed '' or
 * undefined would not use its own default.
 */
export function omitEmpty(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== ''),
  );
}
