/** Reads the free text of audit records (wire.md 7.4). What the text does not say clearly is undefined. */
import { parseIp } from '../ip';
import { isBlank, parseWord } from '../scalar';
import { CUT, cutData } from './cut-data';
import { cutQuery } from './cut-query';
import { type Pair, splitPairs } from './pairs';
import { addressesIn, cutPerformer, type Performer, type Person, personOf, subjectOf } from './people';
import { type Quoted, quotedIn, withoutQuoted } from './quoted';

export interface AuditText {
  /** the description, without values, performer, JSON, and quoted names */
  readonly words: string;
  readonly quoted: readonly Quoted[];
  /** the values with a name; when there are several of one name, all of them, in their order */
  readonly pairs: readonly Pair[];
  readonly ip: string | undefined;
  readonly application: string | undefined;
  readonly method: string | undefined;
  readonly secondFactor: string | undefined;
  readonly reason: string | undefined;
  /** who did it: `by ana@corp.example <Ana Doe>` */
  readonly performer: Performer | undefined;
  /** the affected user, if the text marks one */
  readonly subject: Person | undefined;
  /** all addresses of the description */
  readonly addresses: readonly string[];
}

/** The last characters of a longer text have the values that all texts have. */
const MAX_START_LENGTH = 40_000;
const MAX_END_LENGTH = 8_000;
/** A longer description is a text of somebody else. */
const MAX_SENTENCE_LENGTH = 1_000;
const MAX_VALUE_LENGTH = 1_000;

type TextField = 'ip' | 'application' | 'method' | 'secondFactor' | 'reason';
type Field = TextField | 'person';

const KEYS: readonly (readonly [field: Field, keys: string])[] = [
  ['ip', 'ip|ip address|remote ip|remote ip address|source ip|source ip address|client ip|client ip address'],
  ['application', 'application|application name'],
  ['method', 'method|authentication method'],
  ['secondFactor', '2fa|mfa|second factor|two factor|two-factor|two step|two-step|multi factor|multi-factor'],
  ['secondFactor', 'two-step authentication|two-factor authentication|multi-factor authentication'],
  ['reason', 'reason|failure reason'],
  [
    'person',
    'user|new user|user name|user address|user email|affected user|target user|administrator|account|mailbox',
  ],
  [
    'person',
    'member|member name|member address|email|e-mail|emailaddress|email address|e-mail address|user email address',
  ],
];
const FIELDS: ReadonlyMap<string, Field> = new Map(
  KEYS.flatMap(([field, keys]) => keys.split('|').map((key): [string, Field] => [key, field])),
);

const bounded = (text: string): string =>
  text.length <= MAX_START_LENGTH + MAX_END_LENGTH
    ? text
    : text.slice(0, MAX_START_LENGTH) + CUT + text.slice(-MAX_END_LENGTH);

/** One address, possibly in brackets, with a full stop, or before other words. */
const ipOf = (value: string): string | undefined =>
  parseIp(/^\[?([0-9a-fA-F:.]{2,45}?)\]?\.?(?![\w:/.])/.exec(value)?.[1]);

/** The text before a comma. */
function beforeComma(value: string): string {
  const end = value.includes(',') ? value.search(/,(?=\s|$)/) : -1;
  return end < 0 ? value : value.slice(0, end);
}

const wordOf = (value: string): string => beforeComma(value).trim();

/** A name: text after a comma is none of it, and a bracket at its end only if it is opened there. */
function nameOf(value: string): string | undefined {
  const name = beforeComma(value);
  const hasEnd = name.endsWith('.') || name.endsWith(']') || (name.endsWith(')') && !name.includes('('));
  return parseWord(hasEnd ? name.slice(0, -1) : name);
}

const PARSERS: Readonly<Record<TextField, (value: string) => string | undefined>> = {
  ip: ipOf,
  application: nameOf,
  method: nameOf,
  secondFactor: wordOf,
  reason: parseWord,
};

type Texts = { [Field in TextField]?: string | undefined };

const NO_TEXTS: Texts = {
  ip: undefined,
  application: undefined,
  method: undefined,
  secondFactor: undefined,
  reason: undefined,
};

interface Values {
  readonly texts: Readonly<Texts>;
  readonly person: Person | undefined;
}

/** Who sends an email can choose the text of a value: what Mimecast adds comes last, so the last valid one counts. */
function valuesOf(pairs: readonly Pair[]): Values {
  const texts: Texts = { ...NO_TEXTS };
  let person: Person | undefined;
  for (let at = pairs.length - 1; at >= 0; at--) {
    const pair = pairs[at];
    const field = pair === undefined ? undefined : FIELDS.get(pair.key);
    if (pair === undefined || field === undefined) continue;
    if (field === 'person') person ??= personOf(pair.value);
    else texts[field] ??= PARSERS[field](pair.value);
  }
  return { texts, person };
}

/**
 * Without what follows the subject of a message: who sent it chose that text, up to the date, which Mimecast adds. Without a
 * date, it is not known where the subject ends.
 */
function withoutSubject(pairs: readonly Pair[]): readonly Pair[] {
  const subject = pairs.findIndex(({ key }) => key === 'subject');
  if (subject < 0) return pairs;
  const date = pairs.findLastIndex(({ key }) => key === 'date');
  return [...pairs.slice(0, subject + 1), ...(date > subject ? pairs.slice(date) : [])];
}

/** What only some kinds of records need is read when it is asked for. */
class ReadText implements AuditText {
  readonly words: string;
  readonly #sentence: string;
  readonly #texts: Readonly<Texts>;
  #quoted: readonly Quoted[] | undefined;
  #addresses: readonly string[] | undefined;

  constructor(
    sentence: string,
    texts: Readonly<Texts>,
    readonly pairs: readonly Pair[],
    readonly performer: Performer | undefined,
    readonly subject: Person | undefined,
  ) {
    this.words = withoutQuoted(sentence);
    this.#sentence = sentence;
    this.#texts = texts;
  }

  get quoted(): readonly Quoted[] {
    this.#quoted ??= quotedIn(this.#sentence);
    return this.#quoted;
  }

  get addresses(): readonly string[] {
    this.#addresses ??= addressesIn(this.#sentence);
    return this.#addresses;
  }

  get ip(): string | undefined {
    return this.#texts.ip;
  }

  get application(): string | undefined {
    return this.#texts.application;
  }

  get method(): string | undefined {
    return this.#texts.method;
  }

  get secondFactor(): string | undefined {
    return this.#texts.secondFactor;
  }

  get reason(): string | undefined {
    return this.#texts.reason;
  }
}

/** Never throws. */
export function parseAuditText(whole: string): AuditText {
  const data = cutData(bounded(whole));
  const { text, performer } = cutPerformer(data.text);
  const split = splitPairs(cutQuery(text));
  const pairs = withoutSubject(split.pairs).filter(
    ({ value }) => value.length <= MAX_VALUE_LENGTH && !isBlank(value),
  );
  const sentence = split.sentence.slice(0, MAX_SENTENCE_LENGTH);
  const { texts, person } = valuesOf(pairs);
  const dumped = data.address === undefined ? undefined : { address: data.address, name: undefined };
  return new ReadText(sentence, texts, pairs, performer, person ?? dumped ?? subjectOf(sentence));
}
