/** The remainder of an event, below `mimecast.<log>`. */
import { setSafe } from '../../field-mapping';
import { parseNumber } from '../../parsers/scalar';
import { cached } from '../../text-cache';
import { UniqueNames } from '../../unique-names';
import { type Fact, type FactName, type FactValue, forEachFact, snakeName } from '../fact-list';
import { type Facts, factText } from '../facts';
import { toText } from '../sanitize';
import type { Json } from './compact';

/** Numbers, so that they can be queried by range. */
const NUMBERS: ReadonlySet<FactName> = new Set(['spamScore', 'size', 'attempts']);

/** Members that are numbers in all records, as numbers or as texts (wire.md 4.3, 9 to 11), and those of indicators. */
const NUMBER_MEMBERS: ReadonlySet<string> = new Set([
  ...[
    'numberAttachments',
    'totalSizeAttachments',
    'sizeAttachment',
    'emailSize',
    'itemsDetected',
    'spamScore',
  ],
  ...['deliveryAttempts', 'deliveryTime', 'size', 'numberOfItems', 'hits'],
  ...['userCount', 'groupCount', 'folderCount'],
  ...['value', 'previous', 'numerator', 'denominator', 'coverage', 'delta'],
]);

/** A text under the name of a number would be rejected by the index. */
const RESERVED: ReadonlySet<string> = new Set([...NUMBERS].map(snakeName));

const NAMES: Partial<Readonly<Record<FactName, string>>> = { sourceDomain: 'sender_domain' };
const IS_NUMBER: readonly boolean[] = forEachFact((name) => NUMBERS.has(name));
const FIELD_NAMES: readonly string[] = forEachFact((name) => NAMES[name] ?? snakeName(name));

/** Records can contain any number of names. */
const MAX_KEYS = 5_000;
/** Dots in names would create objects. */
const toKey = cached(MAX_KEYS, (name) => name.replace(/[^A-Za-z0-9_-]+/g, '_').slice(0, 100) || '_');

function vendorValue(fact: Fact, value: FactValue): unknown {
  if (IS_NUMBER[fact] === true) return value;
  if (!Array.isArray(value)) return String(value);
  return value.every((one) => typeof one !== 'object') ? value.map(toText) : factText(value);
}

/**
 * Every value is a text or a list of texts, or for some names a number, so that each name has one type in the index.
 */
/** Under the name of the member; under another one where its value is no number but others with this name are. */
function memberOf(name: string, value: unknown): readonly [key: string, value: unknown] {
  const key = toKey(name);
  if (NUMBER_MEMBERS.has(name)) {
    const number = parseNumber(value);
    return number === undefined ? [`${key}_text`, textOf(value)] : [key, number];
  }
  return [key, textOf(value)];
}

const textOf = (value: unknown): unknown =>
  Array.isArray(value) && value.every((one) => typeof one !== 'object') ? value.map(toText) : toText(value);

export function vendorFields(facts: Facts): Json {
  const all: Json = {};
  const ofEvent: Json = {};
  facts.visitRemainder((fact, value) => {
    ofEvent[FIELD_NAMES[fact] ?? ''] = vendorValue(fact, value);
  });
  const { unmapped } = facts.event;
  const names = new UniqueNames({
    has: (name) => RESERVED.has(name) || Object.hasOwn(ofEvent, name) || Object.hasOwn(all, name),
  });
  for (const name of Object.keys(unmapped)) {
    const [key, value] = memberOf(name, unmapped[name]);
    setSafe(all, names.of(key), value);
  }
  return Object.assign(all, ofEvent);
}
