/** An object of parsed JSON: neither a list nor null. Values of unknown data are narrowed one by one. */
export type JsonObject = Readonly<Record<string, unknown>>;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
