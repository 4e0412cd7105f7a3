import type { Event, Members } from './event';
import { plain } from './plain';
import { isBlank } from './readers/scalar';

/** Takes what a member says into the event; false: it could not use it, so the member stays in `rest`. */
export type Take = (event: Event, value: unknown) => boolean;
export type Table = Readonly<Record<string, Take>>;
export type Lookup = ReadonlyMap<string, Take>;

/** Without the names that every object inherits: a record may have a member called `constructor`. */
export function lookup(...tables: readonly Table[]): Lookup {
  return new Map(tables.flatMap((table) => Object.entries(table)));
}

/** `__proto__` as a member like any other. */
export function put(into: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') into[name] = value;
  else Object.defineProperty(into, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Texts, numbers and booleans are JSON already; a flow may have put anything else there. */
const kept = (value: unknown): unknown =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value) ? value : plain(value);

/** Members without a place, or with a value that does not fit in it, are kept in `rest`; empty ones are not. */
export function fill(event: Event, record: Members, takes: Lookup): void {
  for (const name of Object.keys(record)) {
    const value = record[name];
    if (isBlank(value)) continue;
    const take = takes.get(name);
    if (take === undefined || !take(event, value)) put(event.rest, name, kept(value));
  }
}

/** A member of the event, filled by a reader; the first that says something wins. */
export function into<Name extends keyof Event>(
  name: Name,
  read: (value: unknown) => Event[Name] | undefined,
): Take {
  return (event, value) => {
    const found = read(value);
    if (found === undefined || event[name] !== undefined) return false;
    event[name] = found;
    return true;
  };
}

/** Said already by something else. */
export const known: Take = () => true;
