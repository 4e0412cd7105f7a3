/** The errors of an event by the schema of its version, class and profiles; independent of the renderer. */
import { isIP } from 'node:net';
import { Ajv, type ValidateFunction } from 'ajv';
import { FACTS, type Facts } from './schema/facts';
import { classSchema, objectsSchema } from './schema/json-schema';
import {
  type Captions,
  captionProblems,
  isObject,
  type Json,
  observableProblems,
  typeProblems,
} from './schema/keywords';

const HOST =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)*[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/;

/** Own rules run after the compiled ones, so that their errors are sentences. */
const own: string[] = [];
const collect = (problems: readonly string[]): boolean => {
  own.push(...problems);
  return problems.length === 0;
};

const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors: true })
  .addFormat('ip', (text) => isIP(text) > 0)
  .addFormat('hostname', HOST)
  .addKeyword({
    keyword: 'captions',
    validate: (rules: Captions, value: Json) => collect(captionProblems(rules, value)),
  })
  .addKeyword({
    keyword: 'typeUid',
    validate: (caption: string, event: Json) => collect(typeProblems(caption, event)),
  })
  .addKeyword({
    keyword: 'observables',
    validate: (_on: boolean, event: Json) => collect(observableProblems(event)),
  });

const validators = new Map<string, ValidateFunction | undefined>();

function compile(facts: Facts, uid: string, profiles: readonly string[]): ValidateFunction | undefined {
  const objects = `objects/${facts.version}/${profiles.join('+')}`;
  if (ajv.getSchema(objects) === undefined) ajv.addSchema(objectsSchema(facts, profiles), objects);
  const schema = classSchema(facts, { uid, profiles, objects });
  return schema === undefined ? undefined : ajv.compile(schema);
}

function validatorOf(facts: Facts, uid: string, profiles: readonly string[]): ValidateFunction | undefined {
  const key = [facts.version, uid, ...profiles].join(' ');
  if (!validators.has(key)) validators.set(key, compile(facts, uid, profiles));
  return validators.get(key);
}

const OWN_KEYWORDS: ReadonlySet<string> = new Set(['captions', 'typeUid', 'observables']);

/** @returns sentences; none for a valid event */
export function ocsfProblems(event: unknown): string[] {
  if (!isObject(event)) return ['no object'];
  const metadata = isObject(event['metadata']) ? event['metadata'] : {};
  const version = String(metadata['version']);
  const facts = FACTS.get(version);
  if (facts === undefined) return [`version ${version} is unknown`];
  const named = Array.isArray(metadata['profiles']) ? metadata['profiles'].map(String) : [];
  const uid = String(event['class_uid']);
  const profiles = facts.classes[uid]?.profiles.filter((name) => named.includes(name)) ?? [];
  const validate = validatorOf(facts, uid, profiles);
  if (validate === undefined) return [`class ${uid} is unknown`];
  own.length = 0;
  validate(event);
  const found = (validate.errors ?? []).filter(({ keyword }) => !OWN_KEYWORDS.has(keyword));
  return [
    ...found.map(
      ({ instancePath, message = '', params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    ),
    ...own,
  ];
}
