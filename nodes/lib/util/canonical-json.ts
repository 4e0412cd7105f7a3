import { hash } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../contracts/json';

/** JSON on one line with the members of every object sorted by name: equal records give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sortMembers(value));
}

/** Sorts the list by the canonical JSON of its entries: lists that differ in order only give equal results. */
export function sortCanonically(list: readonly unknown[]): unknown[] {
  const keyed = list.map((value) => ({ key: canonicalJson(value), value }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key))).map(({ value }) => value);
}

/**
 * SHA-256 of the canonical record, hex.
 * @param without members that another read may give differently; they are left out
 */
export function contentHash(value: JsonObject, without: readonly string[] = []): string {
  return hash('sha256', canonicalJson(omit(value, without)));
}

/** 66 bits of the SHA-256 in base64url, 11 characters: short enough to keep a day of them in a position. */
export function shortHash(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, SHORT_HASH_LENGTH);
}

export const SHORT_HASH_LENGTH = 11;

export function omit(value: JsonObject, without: readonly string[]): JsonObject {
  return without.length === 0
    ? value
    : Object.fromEntries(Object.entries(value).filter(([name]) => !without.includes(name)));
}

function sortMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortMembers);
  if (!isJsonObject(value)) return value;
  const ordered: Record<string, unknown> = {};
  for (const name of Object.keys(value).sort()) {
    const member = sortMembers(value[name]);
    if (name !== '__proto__') ordered[name] = member;
    else Object.defineProperty(ordered, name, { enumerable: true, value: member });
  }
  return ordered;
}
