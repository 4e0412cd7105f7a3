/**
 * What was filled in: forms leave '' and records leave undefined where nothing was, and libraries would take
 * either for a wish of ours instead of doing what they do by themselves.
 */
export function given(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== ''),
  );
}
