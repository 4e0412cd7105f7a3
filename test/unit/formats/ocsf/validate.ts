/** The errors of an event by the table of OCSF 1.8.0 in schema.json; independent of the renderer. */
import { isIP } from 'node:net';
import { z } from 'zod';
import table from './schema.json';

const attributes = z.record(z.string(), z.string());
const schema = z
  .object({
    base: attributes,
    profiles: z.record(z.string(), attributes),
    classes: z.record(
      z.string(),
      z.object({
        name: z.string(),
        activities: z.array(z.number()),
        attributes,
        oneOf: z.array(z.string()),
      }),
    ),
    objects: z.record(z.string(), z.object({ attributes, oneOf: z.array(z.string()) })),
    enums: z.record(z.string(), z.array(z.number())),
  })
  .parse(table);

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const EMAIL = /^[a-zA-Z0-9!#$%&'*+-/=?^_`{|}~.]+@[a-zA-Z0-9-]+\.[a-zA-Z0-9-.]+$/;
const HOST = /^([a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/;

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const whole = (value: unknown): boolean => Number.isSafeInteger(value);

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: isText,
  username: isText,
  file_name: isText,
  resource_uid: isText,
  url: isText,
  email: (value) => typeof value === 'string' && EMAIL.test(value),
  ip: (value) => typeof value === 'string' && isIP(value) > 0,
  hostname: (value) => typeof value === 'string' && HOST.test(value),
  file_hash: (value) => typeof value === 'string' && /^[0-9a-fA-F]+$/.test(value),
  integer: whole,
  long: whole,
  // plausible milliseconds: seconds would be in 1970
  timestamp: (value) => whole(value) && Number(value) > 1e11 && Number(value) < 1e14,
  port: (value) => whole(value) && Number(value) >= 0 && Number(value) <= 65_535,
  boolean: (value) => typeof value === 'boolean',
  json: (value) => value !== undefined,
};

interface Attribute {
  readonly type: string;
  readonly object: boolean;
  readonly list: boolean;
  readonly required: boolean;
}

function attribute(text: string): Attribute {
  const [type = '', required] = text.split(' ');
  const bare = type.replace('[]', '');
  return {
    type: bare.replace(/[{}]/g, ''),
    object: bare.startsWith('{'),
    list: type.endsWith('[]'),
    required: required === 'required',
  };
}

/** Objects that the schema names but does not describe may contain anything. */
function problemsOfOne(value: unknown, { type, object }: Attribute, path: string): string[] {
  if (!object)
    return TYPES[type]?.(value) === true ? [] : [`${path} is no ${type}: ${JSON.stringify(value)}`];
  const known = schema.objects[type];
  if (!isObject(value)) return [`${path} is no object`];
  return known === undefined ? [] : problemsOfMembers(value, known.attributes, known.oneOf, path, type);
}

function problemsOfEnum(name: string, value: unknown, path: string): string[] {
  const ids = schema.enums[name];
  return ids === undefined || (typeof value === 'number' && ids.includes(value))
    ? []
    : [`${path} can't be ${String(value)}`];
}

function problemsOfMember(value: unknown, kind: Attribute, path: string): string[] {
  if (!kind.list) return problemsOfOne(value, kind, path);
  if (!Array.isArray(value) || value.length === 0) return [`${path} is no list with entries`];
  return value.flatMap((one: unknown, index) => problemsOfOne(one, kind, `${path}[${index}]`));
}

function problemsOfMembers(
  value: Json,
  known: Readonly<Record<string, string>>,
  oneOf: readonly string[],
  path: string,
  prefix: string,
): string[] {
  const problems: string[] = [];
  for (const [name, member] of Object.entries(value)) {
    const text = known[name];
    if (text === undefined) problems.push(`${path}.${name} is unknown`);
    else
      problems.push(
        ...problemsOfMember(member, attribute(text), `${path}.${name}`),
        ...problemsOfEnum(prefix === '' ? name : `${prefix}.${name}`, member, `${path}.${name}`),
      );
  }
  for (const [name, text] of Object.entries(known)) {
    if (attribute(text).required && !(name in value)) problems.push(`${path}.${name} is missing`);
  }
  if (oneOf.length > 0 && !oneOf.some((name) => name in value))
    problems.push(`${path} has none of ${oneOf.join(', ')}`);
  return problems;
}

/** Ids that must follow from others. */
function problemsOfIds(event: Json, activities: readonly number[]): string[] {
  const {
    class_uid: uid,
    category_uid: category,
    activity_id: activity,
    type_uid: type,
    status_id: status,
  } = event;
  const problems: string[] = [];
  if (category !== Math.floor(Number(uid) / 1000))
    problems.push(`category_uid ${String(category)} of ${String(uid)}`);
  if (type !== Number(uid) * 100 + Number(activity)) problems.push(`type_uid ${String(type)}`);
  if (!activities.includes(Number(activity)))
    problems.push(`activity_id ${String(activity)} of ${String(uid)}`);
  const finding = Math.floor(Number(uid) / 1000) === 2;
  problems.push(...problemsOfEnum(finding ? 'finding.status_id' : 'status_id', status ?? 0, 'status_id'));
  return problems;
}

/** Observables must refer to an existing member. */
function problemsOfObservables(event: Json): string[] {
  const all = Array.isArray(event['observables']) ? event['observables'] : [];
  return all.flatMap((one: unknown) => {
    if (!isObject(one) || typeof one['name'] !== 'string') return ['an observable without a name'];
    const found = valuesAt(event, one['name'].replaceAll('[]', '').split('.'));
    return found.includes(one['value']) ? [] : [`the observable ${one['name']} is not there`];
  });
}

function valuesAt(value: unknown, [step, ...steps]: readonly string[]): unknown[] {
  if (Array.isArray(value))
    return value.flatMap((one) =>
      valuesAt(
        one,
        [step ?? '', ...steps].filter((name) => name !== ''),
      ),
    );
  if (step === undefined) return [value];
  return isObject(value) && step in value ? valuesAt(value[step], steps) : [];
}

/** @returns sentences; none for a valid event */
export function ocsfProblems(event: unknown): string[] {
  if (!isObject(event)) return ['no object'];
  const uid = String(event['class_uid']);
  const known = schema.classes[uid];
  if (known === undefined) return [`class ${uid} is unknown`];
  const metadata = isObject(event['metadata']) ? event['metadata'] : {};
  const profiles = Array.isArray(metadata['profiles']) ? metadata['profiles'].map(String) : [];
  const added = profiles.map((name) => schema.profiles[name] ?? {});
  const all = Object.assign({}, schema.base, ...added, known.attributes);
  const { status_id: _status, ...rest } = event;
  return [
    ...problemsOfMembers(rest, all, known.oneOf, '', ''),
    ...problemsOfIds(event, known.activities),
    ...problemsOfObservables(event),
    ...(metadata['version'] === '1.8.0' ? [] : ['metadata.version']),
    ...profiles.filter((name) => !(name in schema.profiles)).map((name) => `profile ${name}`),
  ];
}
