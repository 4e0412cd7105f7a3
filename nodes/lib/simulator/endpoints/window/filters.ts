/** The filters of the window logs (wire.md 8 to 10). Unknown members of a request are ignored. */

import { isJsonObject, type JsonObject } from '../../common/json';

export type RecordPredicate = (record: JsonObject) => boolean;
/** @returns undefined: the value in the request is not valid */
export type FilterParser = (asked: unknown) => RecordPredicate | undefined;

const textOf = (value: unknown): string =>
  isJsonObject(value) ? String(value['emailAddress'] ?? value['address'] ?? '') : String(value ?? '');
const matchAll: RecordPredicate = () => true;

/** One of the listed words; `all` matches every record. */
export function oneOf(member: string, words: readonly string[]): FilterParser {
  return (asked) => {
    if (asked === 'all') return matchAll;
    if (typeof asked !== 'string' || !words.includes(asked)) return undefined;
    return (record) => record[member] === asked;
  };
}

/** An array of words, one of which must match. Without a list any word is valid. */
export function anyOf(member: string, known?: readonly string[]): FilterParser {
  return (asked) => {
    if (!Array.isArray(asked)) return undefined;
    const wanted = asked.map(String);
    if (known !== undefined && !wanted.every((one) => known.includes(one))) return undefined;
    if (wanted.length === 0) return matchAll;
    return (record) => {
      const value = record[member];
      return Array.isArray(value)
        ? value.some((one) => wanted.includes(String(one)))
        : wanted.includes(String(value));
    };
  };
}

export const booleanEquals =
  (member: string): FilterParser =>
  (asked) =>
    typeof asked === 'boolean' ? (record) => record[member] === asked : undefined;

/** Text that occurs in any member. */
export const containsQuery: FilterParser = (asked) => {
  if (typeof asked !== 'string') return undefined;
  const wanted = asked.toLowerCase();
  return (record) => JSON.stringify(Object.values(record)).toLowerCase().includes(wanted);
};

/** `{fieldName, value}`. `members` maps field names to members of the record. */
export function searchBy(members: Readonly<Record<string, string>>): FilterParser {
  return (asked) => {
    if (!isJsonObject(asked)) return undefined;
    const { fieldName, value } = asked;
    if (typeof fieldName !== 'string' || typeof value !== 'string') return undefined;
    const member = members[fieldName];
    if (fieldName === 'all') return containsQuery(value);
    if (member === undefined) return undefined;
    return (record) => containsText(record[member], value.toLowerCase());
  };
}

function containsText(value: unknown, wanted: string): boolean {
  if (Array.isArray(value)) return value.some((one) => containsText(one, wanted));
  return textOf(value).toLowerCase().includes(wanted);
}

/** An array of `{fieldName, value}`, all of which must match. */
export function filterBy(members: Readonly<Record<string, readonly string[]>>): FilterParser {
  return (asked) => {
    if (!Array.isArray(asked)) return undefined;
    const keeps = asked.map((one) => parseFieldFilter(one, members));
    if (keeps.includes(undefined)) return undefined;
    return (record) => keeps.every((keep) => keep?.(record) === true);
  };
}

function parseFieldFilter(
  asked: unknown,
  members: Readonly<Record<string, readonly string[]>>,
): RecordPredicate | undefined {
  if (!isJsonObject(asked)) return undefined;
  const { fieldName, value } = asked;
  if (typeof fieldName !== 'string' || typeof value !== 'string') return undefined;
  const values = members[fieldName];
  if (values === undefined || !(value === 'all' || values.includes(value))) return undefined;
  return value === 'all' ? matchAll : (record) => String(record[fieldName]).toLowerCase() === value;
}

/** `searchField` needs `query`. @returns undefined: the request has no `searchField` */
export function searchField(
  data: JsonObject,
  members: readonly string[],
): RecordPredicate | undefined | 'invalid' {
  const { searchField: field, query } = data;
  if (field === undefined) return undefined;
  if (typeof field !== 'string' || typeof query !== 'string' || query === '') return 'invalid';
  if (field === 'all') return containsQuery(query);
  const member = field === 'policy' && !members.includes('policy') ? 'definition' : field;
  return members.includes(member) ? (record) => containsText(record[member], query.toLowerCase()) : 'invalid';
}
