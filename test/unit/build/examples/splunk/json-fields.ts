/** The fields that KV_MODE = json extracts: `a.b` for objects, `a{}` for the elements of a list. */
import type { Value } from './eval/values';

/** Splunk extracts a JSON null as the text `null`; versions and settings differ, so the specs try both. */
export type NullAs = 'text' | 'nothing';

function collect(value: unknown, name: string, nulls: NullAs, into: Map<string, string[]>): void {
  if (Array.isArray(value)) {
    for (const one of value) collect(one, `${name}{}`, nulls, into);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value))
      collect(member, name === '' ? key : `${name}.${key}`, nulls, into);
  } else if (value !== null || nulls === 'text') {
    const all = into.get(name) ?? [];
    all.push(String(value));
    into.set(name, all);
  }
}

export function jsonFields(event: unknown, nulls: NullAs): Map<string, Value> {
  const lists = new Map<string, string[]>();
  collect(event, '', nulls, lists);
  return new Map([...lists].map(([name, all]) => [name, all.length === 1 ? (all[0] ?? null) : all]));
}
