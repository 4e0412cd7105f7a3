/**
 * The facts of OCSF 1.8.0 and 1.9.0: the classes that this package writes, and all objects and types that they reach.
 * Compiled from the official sources, 1.9.0 from the main branch two weeks before its release; without the profiles
 * that no mail record can fill (`cloud`, `datetime`, `osint` …).
 */
import { z } from 'zod';
import v18 from './1.8.0.json';
import v19 from './1.9.0-dev.json';

const names = z.string().transform((text) => text.split(' '));
/** Names of attributes by their description: `email_t[] deprecated`, `{user} required`, `integer_t enum:type_id`. */
const attributes = z.record(z.string(), names);
const constraints = {
  at_least_one: z.array(z.string()).optional(),
  just_one: z.array(z.string()).optional(),
};

/** `0 Unknown | 1 Allowed`: captions by value. */
const captions = z.string().transform(
  (text) =>
    new Map(
      text.split(' | ').map((one): [string, string] => {
        const [value = ''] = one.split(' ', 1);
        return [value, one.slice(value.length + 1)];
      }),
    ),
);

const facts = z.strictObject({
  version: z.string(),
  types: z.record(
    z.string(),
    z.strictObject({
      base: z.enum(['boolean_t', 'string_t', 'integer_t', 'long_t', 'float_t', 'json_t']),
      regex: z.string().optional(),
      max_len: z.number().optional(),
      range: z.tuple([z.number(), z.number()]).optional(),
    }),
  ),
  base: attributes,
  classes: z.record(
    z.string(),
    z.strictObject({ caption: z.string(), profiles: z.array(z.string()), attributes, ...constraints }),
  ),
  objects: z.record(z.string(), z.strictObject({ attributes, ...constraints })),
  enums: z.record(z.string(), captions),
});

export type Facts = z.output<typeof facts>;
export type Attributes = Facts['base'];

export interface Attribute {
  /** `email_t`, or the name of an object */
  readonly type: string;
  readonly isObject: boolean;
  readonly isList: boolean;
  readonly isRequired: boolean;
  readonly isDeprecated: boolean;
  readonly profile: string | undefined;
  readonly enumeration: string | undefined;
  /** the attribute with the caption of this one */
  readonly sibling: string | undefined;
}

export function attributeOf(description: string): Attribute {
  const [type = '', ...words] = description.split(' ');
  const after = (start: string) => words.find((word) => word.startsWith(start))?.slice(start.length);
  return {
    type: type.replace(/[{}[\]]/g, ''),
    isObject: type.startsWith('{'),
    isList: type.endsWith('[]'),
    isRequired: words.includes('required'),
    isDeprecated: words.includes('deprecated'),
    profile: after('profile:'),
    enumeration: after('enum:'),
    sibling: after('sibling:'),
  };
}

const parsed = [v18, v19].map((one) => facts.parse(one));

/** By the text in `metadata.version`. */
export const FACTS: ReadonlyMap<string, Facts> = new Map(parsed.map((one) => [one.version, one]));
