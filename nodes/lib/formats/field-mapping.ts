import type { JsonObject } from '../contracts/json';
import type { Event } from './event';
import { isBlank } from './parsers/scalar';
import { toJson } from './to-json';
import { isWellFormed } from './well-formed';

/**
 * Maps a member into the event. false: the value does not fit, or a field of the event does not hold all of it, so the
 * member goes into `unmapped`.
 * @param name name of the member, for what is put into `unmapped` of a value that is mapped in part
 */
export type FieldMapper = (event: Event, value: unknown, name: string) => boolean;
export type FieldTable = Readonly<Record<string, FieldMapper>>;
export type FieldLookup = ReadonlyMap<string, FieldMapper>;

/** How the records of one type are mapped: first member by member, then values derived from the whole record. */
export interface LogMapping {
  readonly fields: FieldLookup;
  derive(event: Event, record: JsonObject): void;
}

/** Merges tables into a map, which has no inherited names: a record may have a member called `constructor`. */
export function mergeFields(...tables: readonly FieldTable[]): FieldLookup {
  return new Map(tables.flatMap((table) => Object.entries(table)));
}

/** Sets a member, also `__proto__`, without changing the prototype. */
export function setSafe(into: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') into[name] = value;
  else Object.defineProperty(into, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Scalars are JSON already; anything else may come from a flow and is converted. */
const toJsonValue = (value: unknown): unknown =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value) ? value : toJson(value);

/**
 * Maps all members. Members without a field, or with a value that does not fit, go into `unmapped`; blank ones are dropped.
 * @param mayHaveHalves half surrogates are mapped like other characters
 * @returns false: the record has a half surrogate, and the event is unfinished
 */
export function mapFields(
  event: Event,
  record: JsonObject,
  mappers: FieldLookup,
  mayHaveHalves: boolean,
): boolean {
  for (const name of Object.keys(record)) {
    const value = record[name];
    if (isBlank(value)) continue;
    const mapper = mappers.get(name);
    // the names that have a mapper are ours
    if (!mayHaveHalves && !(isWellFormed(value) && (mapper !== undefined || name.isWellFormed())))
      return false;
    if (mapper === undefined || !mapper(event, value, name))
      setSafe(event.unmapped, name, toJsonValue(value));
  }
  return true;
}

/** A mapper that parses a value into a field of the event. The first value that fits wins. */
export function field<Name extends keyof Event>(
  name: Name,
  parse: (value: unknown) => Event[Name] | undefined,
): FieldMapper {
  return (event, value) => {
    const parsed = parse(value);
    if (parsed === undefined || event[name] !== undefined) return false;
    event[name] = parsed;
    return true;
  };
}

/** A mapper for members that `derive` reads, if `derive` can read this value. */
export const derived =
  (parse: (value: unknown) => unknown): FieldMapper =>
  (_event, value) =>
    parse(value) !== undefined;

/** Fills a field too, and leaves the member in `unmapped` under its own name. */
export const also =
  (mapper: FieldMapper): FieldMapper =>
  (event, value, name) => {
    mapper(event, value, name);
    return false;
  };
