/** The mapping of an index template, and what it says of a document. By Elasticsearch's documentation of field types. */
import { isIP } from 'node:net';
import { z } from 'zod';

const TYPES = [
  ...['keyword', 'wildcard', 'match_only_text', 'date', 'ip', 'long', 'double', 'float', 'boolean'],
  ...['nested', 'object'],
] as const;

interface Field {
  readonly type?: (typeof TYPES)[number] | undefined;
  readonly dynamic?: boolean | undefined;
  readonly ignore_above?: number | undefined;
  readonly index?: boolean | undefined;
  readonly doc_values?: boolean | undefined;
  readonly properties?: Readonly<Record<string, Field>> | undefined;
}

const field: z.ZodType<Field> = z.lazy(() =>
  z.strictObject({
    type: z.enum(TYPES).optional(),
    dynamic: z.boolean().optional(),
    ignore_above: z.int().positive().optional(),
    index: z.boolean().optional(),
    doc_values: z.boolean().optional(),
    properties: z.record(z.string(), field).optional(),
  }),
);

const dynamicTemplate = z.strictObject({
  path_match: z.string(),
  match_mapping_type: z.enum(['string', 'long', 'double', 'boolean']),
  mapping: field,
});

/** The members of a composable template that we use; others are refused. */
export const indexTemplate = z.strictObject({
  index_patterns: z.array(z.string()).nonempty(),
  data_stream: z.strictObject({}),
  priority: z.int().min(0),
  template: z.strictObject({
    settings: z.strictObject({
      index: z.strictObject({
        mapping: z.strictObject({
          total_fields: z.strictObject({
            limit: z.int().positive(),
            ignore_dynamic_beyond_limit: z.boolean(),
          }),
        }),
      }),
    }),
    mappings: z.strictObject({
      date_detection: z.literal(false),
      numeric_detection: z.literal(false),
      dynamic_templates: z.array(z.record(z.string(), dynamicTemplate)),
      properties: z.record(z.string(), field),
    }),
  }),
  _meta: z.strictObject({ description: z.string() }),
});

export type Mappings = z.infer<typeof indexTemplate>['template']['mappings'];
export type FieldType = (typeof TYPES)[number];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const matchesPath = (pattern: string, path: string): boolean =>
  pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;

function detectedType(value: unknown): string {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value !== 'number') return 'object';
  return Number.isInteger(value) ? 'long' : 'double';
}

/** The types of values that Elasticsearch accepts; our documents are held to the type itself, without coercion. */
const ACCEPTS: Readonly<Record<FieldType, (value: unknown) => boolean>> = {
  keyword: (value) => typeof value === 'string',
  wildcard: (value) => typeof value === 'string',
  match_only_text: (value) => typeof value === 'string',
  date: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value),
  ip: (value) => typeof value === 'string' && isIP(value) !== 0,
  long: (value) => Number.isSafeInteger(value),
  double: (value) => Number.isFinite(value),
  float: (value) => Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  nested: isObject,
  object: isObject,
};

export class Mapping {
  constructor(private readonly mappings: Mappings) {}

  /** The type of a field, also of one that a document has added; undefined if the template does not say. */
  typeOf(path: string, value: unknown = ''): FieldType | undefined {
    let properties: Readonly<Record<string, Field>> | undefined = this.mappings.properties;
    let found: Field | undefined;
    for (const name of path.split('.')) {
      found = properties?.[name];
      if (found === undefined) return this.#dynamicType(path, value);
      properties = found.properties;
    }
    return found?.type ?? (found?.properties === undefined ? undefined : 'object');
  }

  #dynamicType(path: string, value: unknown): FieldType | undefined {
    const detected = detectedType(value);
    return this.mappings.dynamic_templates
      .flatMap((one) => Object.values(one))
      .find((one) => matchesPath(one.path_match, path) && one.match_mapping_type === detected)?.mapping.type;
  }

  /** What is wrong with a document: unknown fields, and values of another type. */
  faults(document: Readonly<Record<string, unknown>>, parent = ''): string[] {
    return Object.entries(document).flatMap(([name, value]) => {
      const path = parent === '' ? name : `${parent}.${name}`;
      if (name.includes('.')) return [`${path}: a dot in a name`];
      const values = Array.isArray(value) ? value : [value];
      return values.flatMap((one) => this.#faultsOf(path, one));
    });
  }

  #faultsOf(path: string, value: unknown): string[] {
    if (isObject(value) && this.#isOpen(path)) return this.faults(value, path);
    const type = this.typeOf(path, value);
    if (type === undefined) return [`${path}: not in the template`];
    if (!ACCEPTS[type](value)) return [`${path}: ${JSON.stringify(value)} is no ${type}`];
    return isObject(value) ? this.faults(value, path) : [];
  }

  /** Below `mimecast` and `labels`, documents may add objects. */
  #isOpen(path: string): boolean {
    const top = this.mappings.properties[path.split('.')[0] ?? ''];
    return top?.dynamic === true && this.typeOf(path, {}) === undefined;
  }
}
