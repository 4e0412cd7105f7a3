/** Replaces half surrogates, which have no UTF-8 form, by U+FFFD, in texts and in names of members. */
import { isJsonObject, type JsonObject } from '../contracts/json';
import { isPlainObject } from './to-json';
import { UniqueNames } from './unique-names';

/** A record may come from a flow and refer to itself. What is deeper, or beyond these members, is cut off by `toJson`. */
const MAX_DEPTH = 26;
const MAX_MEMBERS = 100_000;

export const wellFormedText = (text: string): string => (text.isWellFormed() ? text : text.toWellFormed());

/** How many members may still be read. */
interface Budget {
  left: number;
}

/** Nearly all records have none, so that they are read and not copied. */
function hasHalf(value: unknown, depth: number, budget: Budget): boolean {
  if (typeof value === 'string') return !value.isWellFormed();
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) return hasHalfInList(value, depth, budget);
  return isJsonObject(value) && hasHalfInMembers(value, depth, budget);
}

function hasHalfInList(list: readonly unknown[], depth: number, budget: Budget): boolean {
  budget.left -= list.length;
  if (budget.left < 0) return false;
  for (const one of list) if (hasHalf(one, depth + 1, budget)) return true;
  return false;
}

function hasHalfInMembers(value: JsonObject, depth: number, budget: Budget): boolean {
  for (const name of Object.keys(value)) {
    budget.left -= 1;
    if (budget.left < 0) return false;
    if (!name.isWellFormed() || hasHalf(value[name], depth + 1, budget)) return true;
  }
  return false;
}

function copyOf(root: unknown): unknown {
  let remaining = MAX_MEMBERS;
  const copy = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return wellFormedText(value);
    if (typeof value !== 'object' || value === null || depth > MAX_DEPTH || remaining <= 0) return value;
    if (Array.isArray(value)) {
      remaining -= value.length;
      return value.map((one) => copy(one, depth + 1));
    }
    return isPlainObject(value) && isJsonObject(value) ? copyMembers(value, depth) : value;
  };
  const copyMembers = (value: JsonObject, depth: number): object => {
    const all: Record<string, unknown> = {};
    // two names may become equal
    const names = new UniqueNames({ has: (name) => Object.hasOwn(all, name) });
    for (const name of Object.keys(value)) {
      remaining -= 1;
      // `__proto__` becomes a member like any other
      Object.defineProperty(all, names.of(wellFormedText(name)), {
        ...{ value: copy(value[name], depth + 1), enumerable: true, configurable: true, writable: true },
      });
    }
    return all;
  };
  return copy(root, 0);
}

export const isWellFormed = (value: unknown): boolean =>
  typeof value === 'string' ? value.isWellFormed() : !hasHalf(value, 0, { left: MAX_MEMBERS });

/** The same value if it has no half surrogate; otherwise a copy. */
export const wellFormed = (value: unknown): unknown => (isWellFormed(value) ? value : copyOf(value));
