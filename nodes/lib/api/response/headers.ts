/** Headers as undici returns them, with lower-case names. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The first value; undefined when the header is missing or blank. */
export function header(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  const first = typeof value === 'string' ? value : value?.[0];
  return first === undefined || first.trim() === '' ? undefined : first.trim();
}
