/** Finds the persons in audit text: who did it, and who it was done to (wire.md 7.4). */
import { parseAddress } from '../address';
import { matchesOf } from '../matches';
import { CUT } from './cut-data';

export interface Person {
  readonly address: string;
  /** the display name beside the address */
  readonly name: string | undefined;
}

export interface Performer {
  /** undefined for `by user<Ana Doe>` */
  readonly address: string | undefined;
  readonly name: string | undefined;
}

export interface CutPerformer {
  /** the rest, with a line break in place of the cut part */
  readonly text: string;
  readonly performer: Performer | undefined;
}

const MAILBOX = '[^\\s@<>,;:"()]{1,64}@[^\\s@<>,;:"()]{1,255}';
const NAME = '(?:\\s{0,3}<([^<>\\n]{1,200})>)?';
/** `by ana@corp.example <Ana Doe>`, `by user: ana@corp.example`, `by user<Ana Doe>` */
const BY = new RegExp(
  `\\bby\\s{1,3}(?:(?:user|administrator|admin)\\s{0,3}:?\\s{1,3})?(?:"?(${MAILBOX})"?${NAME}|[\\w.-]{1,64}\\s{0,3}<([^<>\\n@]{1,200})>)`,
  'gi',
);
const HAS_BY = /\bby\s/i;
const MARKED = new RegExp(
  `\\b(for|of|user|account|mailbox|member|administrator)\\s{0,3}:?\\s{0,3}["'<]?(${MAILBOX})["'>]?${NAME}`,
  'gi',
);
/** The name first: `for Ana Doe <ana@corp.example>` */
const NAMED = new RegExp(
  `\\b(for|of|user|account|mailbox|member|administrator)\\s{0,3}:?\\s{1,3}([^<>\\n@,;:"]{1,80})<(${MAILBOX})>`,
  'gi',
);
/** Only from the start of a word, so that no character is tried twice. */
const ANY = new RegExp(`(?<![^\\s<>,;:"()])${MAILBOX}`, 'g');
const WEAK = /^(?:for|of)$/i;

const addressOf = (text: string | undefined): string | undefined =>
  parseAddress(text !== undefined && /[.!?']$/.test(text) ? text.replace(/[.!?']{1,3}$/, '') : text);
/** An address as a display name says nothing. */
const nameOf = (text: string | undefined): string | undefined => {
  const name = text?.trim();
  return name === undefined || name === '' || name === 'null' || name.includes('@') ? undefined : name;
};

/** The last performer counts: the text before it can quote another one. */
export function cutPerformer(text: string): CutPerformer {
  let performer: Performer | undefined;
  if (!HAS_BY.test(text)) return { text, performer };
  const rest = text.replace(BY, (whole, mailbox?: string, name?: string, nameAlone?: string) => {
    const address = addressOf(mailbox);
    if (address === undefined && nameAlone === undefined) return whole;
    performer = { address, name: nameOf(name ?? nameAlone) };
    return CUT;
  });
  return { text: rest, performer };
}

interface MarkedPerson extends Person {
  readonly isWeak: boolean;
}

function marked(sentence: string): readonly MarkedPerson[] {
  const all: MarkedPerson[] = [];
  const add = (marker = '', mailbox = '', name: string | undefined = undefined): void => {
    const address = addressOf(mailbox);
    if (address !== undefined) all.push({ address, name: nameOf(name), isWeak: WEAK.test(marker) });
  };
  for (const [, marker, mailbox, name] of matchesOf(MARKED, sentence)) add(marker, mailbox, name);
  // an address inside of brackets
  if (sentence.lastIndexOf('@') < sentence.indexOf('<') || !sentence.includes('<')) return all;
  for (const [, marker, name, mailbox] of matchesOf(NAMED, sentence)) add(marker, mailbox, name);
  return all;
}

function only(all: readonly Person[]): Person | undefined {
  const [first] = all;
  if (first === undefined || all.some(({ address }) => address !== first.address)) return undefined;
  return { address: first.address, name: all.find(({ name }) => name !== undefined)?.name };
}

const hasOneAt = (text: string): boolean => text.indexOf('@') === text.lastIndexOf('@');

/** The person that `user …` names, else `for …`. Two different ones are not told apart. */
export function subjectOf(sentence: string): Person | undefined {
  if (!sentence.includes('@')) return undefined;
  const all = marked(sentence);
  const strong = all.filter(({ isWeak }) => !isWeak);
  if (strong.length > 0) return only(strong);
  // `for ana@…, bo@…` marks the first of several
  return hasOneAt(sentence) || addressesIn(sentence).length <= 1 ? only(all) : undefined;
}

/** A mailbox as a value: `ana@corp.example <Ana Doe>`, or the other way round. */
export function personOf(value: string): Person | undefined {
  const [first, ...others] = addressesIn(value);
  if (first === undefined || others.length > 0) return undefined;
  const name = /<([^<>@]{1,200})>$/.exec(value)?.[1] ?? /^"?([^<>@"]{1,200})"?\s{0,3}</.exec(value)?.[1];
  return { address: first, name: nameOf(name) };
}

/** All different addresses. */
export function addressesIn(text: string): readonly string[] {
  if (!text.includes('@')) return [];
  if (hasOneAt(text)) {
    const found = text.match(ANY)?.[0];
    const address = addressOf(found);
    return address === undefined ? [] : [address];
  }
  const all = (text.match(ANY) ?? []).map(addressOf);
  return [...new Set(all.filter((one) => one !== undefined))];
}
