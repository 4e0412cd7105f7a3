/** Strict JSON Schemas from the facts: what the schema does not name is refused, and so is what it has deprecated. */
import { type Attribute, type Attributes, attributeOf, type Facts } from './facts';

type Schema = Readonly<Record<string, unknown>>;

/** What the sources say in words only: a text says something, times are milliseconds (seconds would be in 1970). */
const BY_TYPE: Readonly<Record<string, Schema>> = {
  ip_t: { format: 'ip' },
  hostname_t: { format: 'hostname', maxLength: 253 },
  file_hash_t: { pattern: '^[0-9a-fA-F]+$' },
  timestamp_t: { minimum: 1e11, maximum: 1e14 },
};

const BY_BASE: Readonly<Record<Facts['types'][string]['base'], Schema>> = {
  string_t: { type: 'string', minLength: 1 },
  integer_t: { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
  long_t: { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
  float_t: { type: 'number' },
  boolean_t: { type: 'boolean' },
  json_t: {},
};

function typeSchema({ types }: Facts, name: string): Schema {
  const type = types[name];
  if (type === undefined) throw new Error(`no type ${name}`);
  return {
    ...BY_BASE[type.base],
    ...(type.regex === undefined ? {} : { pattern: type.regex }),
    ...(type.max_len === undefined ? {} : { maxLength: type.max_len }),
    ...(type.range === undefined ? {} : { minimum: type.range[0], maximum: type.range[1] }),
    ...BY_TYPE[name],
  };
}

function enumSchema({ enums }: Facts, { type, enumeration }: Attribute): Schema {
  if (enumeration === undefined) return {};
  const values = [...(enums[enumeration]?.keys() ?? [])];
  return { enum: type === 'string_t' ? values : values.map(Number) };
}

function attributeSchema(facts: Facts, attribute: Attribute): Schema {
  const one = attribute.isObject
    ? { $ref: `#/$defs/${attribute.type}` }
    : { ...typeSchema(facts, attribute.type), ...enumSchema(facts, attribute) };
  return attribute.isList ? { type: 'array', minItems: 1, items: one } : one;
}

interface Group {
  readonly attributes: Attributes;
  readonly at_least_one?: readonly string[] | undefined;
  readonly just_one?: readonly string[] | undefined;
}

const constraintsOf = ({ at_least_one: any, just_one: one }: Group): Schema => ({
  ...(any === undefined ? {} : { anyOf: any.map((name) => ({ required: [name] })) }),
  ...(one === undefined ? {} : { oneOf: one.map((name) => ({ required: [name] })) }),
});

/** @param profiles those whose attributes are known */
const knownAttributes = ({ attributes }: Group, profiles: readonly string[]) =>
  Object.entries(attributes)
    .map(([description, names]) => ({ attribute: attributeOf(description), names }))
    .filter(
      ({ attribute: { isDeprecated, profile } }) =>
        !isDeprecated && (profile === undefined || profiles.includes(profile)),
    )
    .flatMap(({ attribute, names }) => names.map((name) => ({ name, attribute })));

function groupSchema(facts: Facts, group: Group, profiles: readonly string[]): Schema {
  const known = knownAttributes(group, profiles);
  const captions = known.flatMap(({ name, attribute: { sibling, enumeration } }) =>
    sibling === undefined || enumeration === undefined
      ? []
      : [[name, { sibling, captions: Object.fromEntries(facts.enums[enumeration] ?? []) }] as const],
  );
  return {
    type: 'object',
    properties: Object.fromEntries(
      known.map(({ name, attribute }) => [name, attributeSchema(facts, attribute)]),
    ),
    required: known.filter(({ attribute }) => attribute.isRequired).map(({ name }) => name),
    // the object without attributes is any object
    ...(known.length === 0 ? {} : { additionalProperties: false }),
    ...(captions.length === 0 ? {} : { captions: Object.fromEntries(captions) }),
    ...constraintsOf(group),
  };
}

/** `#/$defs/…` of every object, without a schema of its own. */
export const objectsSchema = (facts: Facts, profiles: readonly string[]): Schema => ({
  $defs: Object.fromEntries(
    Object.entries(facts.objects).map(([name, group]) => [name, groupSchema(facts, group, profiles)]),
  ),
});

/** An event of a class. `$defs` are in the schema at `objects`. */
export function classSchema(
  facts: Facts,
  { uid, profiles, objects }: { uid: string; profiles: readonly string[]; objects: string },
): Schema | undefined {
  const definition = facts.classes[uid];
  if (definition === undefined) return undefined;
  const { attributes, ...constraints } = definition;
  const all: Record<string, string[]> = { ...facts.base };
  for (const [description, names] of Object.entries(attributes))
    all[description] = [...(all[description] ?? []), ...names];
  const schema = groupSchema(facts, { ...constraints, attributes: all }, profiles);
  const text = JSON.stringify(schema).replaceAll('"#/$defs/', `"${objects}#/$defs/`);
  const allowed = { enum: definition.profiles };
  const metadata = {
    properties: {
      version: { const: facts.version },
      profiles: { type: 'array', items: allowed, uniqueItems: true },
    },
  };
  return {
    ...Object(JSON.parse(text)),
    allOf: [{ properties: { metadata } }],
    typeUid: definition.caption,
    observables: true,
  };
}
