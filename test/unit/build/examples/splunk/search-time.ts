/**
 * Splunk's sequence of search-time operations, as far as examples/splunk uses it:
 * REPORT, KV_MODE = json, FIELDALIAS, EVAL, event types, tags. An EVAL sees no result of another one.
 */
import { z } from 'zod';
import type { ConfFile, Settings } from './conf-file';
import { evaluate } from './eval/evaluate';
import { parseEval } from './eval/parse';
import type { Value } from './eval/values';
import { matches, parseSearch } from './event-types';
import { jsonFields, type NullAs } from './json-fields';

/** Settings that concern indexing only, or that the functions below read by name. */
const OTHER_SETTINGS: ReadonlySet<string> = new Set([
  'SHOULD_LINEMERGE',
  'LINE_BREAKER',
  'TRUNCATE',
  'TIME_PREFIX',
  'TIME_FORMAT',
  'MAX_TIMESTAMP_LOOKAHEAD',
  'KV_MODE',
]);

export interface AddOn {
  readonly props: ConfFile;
  readonly transforms: ConfFile;
  readonly eventtypes: ConfFile;
  readonly tags: ConfFile;
}

const hecEvent = z.object({
  host: z.string(),
  source: z.string(),
  sourcetype: z.string(),
  event: z.unknown(),
  fields: z.record(z.string(), z.string()),
});

export interface Found {
  readonly fields: ReadonlyMap<string, Value>;
  readonly eventTypes: readonly string[];
  readonly tags: readonly string[];
}

/** Splits `EVAL-name` into its two parts. */
function ofKind(settings: Settings, kind: string): (readonly [name: string, value: string])[] {
  return [...settings].flatMap(([name, value]) =>
    name.startsWith(`${kind}-`) ? [[name.slice(kind.length + 1), value] as const] : [],
  );
}

function report(settings: Settings, transforms: ConfFile, raw: string): Map<string, Value> {
  const fields = new Map<string, Value>();
  for (const [, names] of ofKind(settings, 'REPORT')) {
    for (const name of names.split(',').map((one) => one.trim())) {
      const transform = transforms.get(name);
      const [, field] = /^(\w+)::\$1$/.exec(transform?.get('FORMAT') ?? '') ?? [];
      if (transform === undefined || field === undefined) throw new Error(`Not a transform: ${name}`);
      const found = new RegExp(transform.get('REGEX') ?? '').exec(raw)?.[1];
      if (found !== undefined) fields.set(field, found);
    }
  }
  return fields;
}

/** AS replaces the alias: without the original field there is no alias. */
function alias(settings: Settings, fields: Map<string, Value>): void {
  for (const [, text] of ofKind(settings, 'FIELDALIAS')) {
    const words = text.split(/\s+/);
    for (let at = 0; at < words.length; at += 3) {
      const [from = '', as, to = ''] = words.slice(at, at + 3);
      if (as !== 'AS' || to === '') throw new Error(`Not an alias: ${text}`);
      const value = fields.get(from) ?? null;
      if (value === null) fields.delete(to);
      else fields.set(to, value);
    }
  }
}

function calculate(settings: Settings, fields: ReadonlyMap<string, Value>): Map<string, Value> {
  const results = new Map(fields);
  for (const [name, source] of ofKind(settings, 'EVAL')) {
    const value = evaluate(parseEval(source), fields);
    if (value === null) results.delete(name);
    else results.set(name, value);
  }
  return results;
}

function tagsOf(tags: ConfFile, eventTypes: readonly string[]): string[] {
  const found = eventTypes.flatMap((name) => [...(tags.get(`eventtype=${name}`) ?? [])]);
  return [...new Set(found.filter(([, state]) => state === 'enabled').map(([tag]) => tag))].sort();
}

/** @param line one object of a HEC body */
export function search(addOn: AddOn, line: string, nulls: NullAs = 'text'): Found {
  const { event, fields: indexed, ...defaults } = hecEvent.parse(JSON.parse(line));
  const settings = addOn.props.get(defaults.sourcetype) ?? new Map();
  for (const name of settings.keys())
    if (!/^(?:EVAL|FIELDALIAS|REPORT)-/.test(name) && !OTHER_SETTINGS.has(name))
      throw new Error(`Unknown setting ${name}`);
  const extracted = new Map<string, Value>([
    ...report(settings, addOn.transforms, JSON.stringify(event)),
    ...(settings.get('KV_MODE') === 'json' ? jsonFields(event, nulls) : []),
    ...Object.entries(indexed),
    ...Object.entries(defaults),
  ]);
  alias(settings, extracted);
  const fields = calculate(settings, extracted);
  const eventTypes = [...addOn.eventtypes].flatMap(([name, stanza]) =>
    matches(parseSearch(stanza.get('search') ?? ''), fields) ? [name] : [],
  );
  return { fields, eventTypes, tags: tagsOf(addOn.tags, eventTypes) };
}
