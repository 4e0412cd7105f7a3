import { isJsonObject, type JsonObject } from '../contracts/json';

/** An object, or the JSON text of one; `{}` for an empty property; undefined for anything else. */
export function parseObject(raw: unknown): JsonObject | undefined {
  if (raw === undefined || raw === null || raw === '') return {};
  if (typeof raw !== 'string') return isJsonObject(raw) ? raw : undefined;
  try {
    const value: unknown = JSON.parse(raw);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
