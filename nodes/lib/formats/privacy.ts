/** What must not leave: taken out of a record before anything is made of it, so that no format can forget it. */
import type { FormatOptions } from '../properties/format-options';
import { isMembers } from './members';
import { isBare, plain } from './plain';
import { scrubber } from './privacy/scrub';
import { KEEP, type Replace, type Tools, toolsOf } from './privacy/tools';
import { put } from './table';

/** A copy of a record without what the options name. */
export type Privacy = (record: unknown) => unknown;

/** Deeper than any record of Mimecast's; what lies below is dropped rather than passed on unread. */
const DEEPEST = 24;

/** It tells messages apart and is nobody's address: only who sent it is hidden. */
const messageId =
  ({ domain }: Tools, scrub: Replace): Replace =>
  (text) => {
    const at = text.lastIndexOf('@');
    if (at < 0) return scrub(text);
    const end = text.endsWith('>') ? '>' : '';
    const sender = text.slice(at + 1, text.length - end.length);
    return `${scrub(text.slice(0, at))}@${domain(sender) || 'invalid'}${end}`;
  };

const url =
  ({ query }: Tools, scrub: Replace): Replace =>
  (text) => {
    const at = text.search(/[?#]/);
    return at < 0 ? scrub(text) : scrub(text.slice(0, at)) + query(text.slice(at));
  };

const MOST_NAMES = 2_000;

/** Names before brackets, in quotes or not, and in lists: `"Doe, Ana" <ana@corp.example>, Bo <bo@corp.example>`. */
function withoutNames(text: string, name: Replace): string {
  const hide = (part: string): string =>
    part.trim() === '' || part.includes('@') ? part : `${name(part.trim())} `;
  const hideAll = (part: string): string =>
    part
      .split(/("[^"]*")/)
      .map((token) =>
        token.startsWith('"')
          ? name(token.slice(1, -1))
          : token
              .split(/([,;])/)
              .map(hideOne)
              .join(''),
      )
      .join('');
  const hideOne = (part: string): string => (part === ',' || part === ';' ? part : hide(part));
  const pieces = text.split('<');
  // nobody writes to so many: one pseudonym for all of it, and no time lost
  if (pieces.length > MOST_NAMES) return name(text);
  // pattern by pattern this would look at a long text again and again
  return pieces
    .map((piece, index) => {
      if (index === pieces.length - 1) return piece;
      const start = piece.lastIndexOf('>') + 1;
      return piece.slice(0, start) + hideAll(piece.slice(start));
    })
    .join('<');
}

const mailbox =
  ({ name }: Tools, scrub: Replace): Replace =>
  (text) =>
    scrub(withoutNames(text, name));

/** Who it was: an address, or the name of somebody who has none. */
const person = (tools: Tools, scrub: Replace): Replace => {
  const ofMailbox = mailbox(tools, scrub);
  return (text) => (/[@<]/.test(text) ? ofMailbox(text) : tools.name(text));
};

/** What looks like a name of ours: a domain, or the name of a person. */
const likeness =
  ({ domain, name }: Tools): Replace =>
  (text) =>
    /^[^\s@]+\.[^\s@]+$/.test(text) ? domain(text) : name(text);

/** Members whose whole text is what a choice is about, whatever it looks like. */
function membersOf(tools: Tools, scrub: Replace): ReadonlyMap<string, Replace> {
  const whole: [names: readonly string[], replace: Replace, chosen: boolean][] = [
    [['subject'], tools.subject, tools.subject !== KEEP],
    [['url', 'originalUrl', 'redirectUrl', 'Url'], url(tools, scrub), tools.query !== KEEP],
    [['messageId'], messageId(tools, scrub), tools.address !== KEEP],
    [['senderDomain', 'domain', 'remoteName', 'remoteEhlo'], tools.domain, tools.address !== KEEP],
    [
      ['recipients', 'recipient', 'from', 'to', 'fromHeader', 'fromHdr', 'fromEnv', 'replyTo'],
      mailbox(tools, scrub),
      tools.address !== KEEP,
    ],
    [
      ['senderAddress', 'recipientAddress', 'fromAddress', 'toAddress', 'userEmailAddress'],
      mailbox(tools, scrub),
      tools.address !== KEEP,
    ],
    [['senderHeader', 'senderEnvelope', 'user', 'operator'], person(tools, scrub), tools.address !== KEEP],
    [['similarDomain', 'stringSimilarToDomain'], likeness(tools), tools.address !== KEEP],
    [['displayableName', 'displayName', 'fullName'], tools.name, tools.address !== KEEP],
  ];
  return new Map(
    whole
      .filter(([, , chosen]) => chosen)
      .flatMap(([names, replace]) => names.map((name): [string, Replace] => [name, replace])),
  );
}

/** `name` is the name of somebody where there is an address beside it; elsewhere that of a policy, a check … */
const isPerson = (record: object): boolean => 'emailAddress' in record || 'address' in record;

/** @returns undefined where everything is kept, which costs nothing then */
export function privacyOf(options: FormatOptions, key: string): Privacy | undefined {
  const tools = toolsOf(options, key);
  if (Object.values(tools).every((tool) => tool === KEEP)) return undefined;
  const scrub = scrubber(tools);
  const members = membersOf(tools, scrub);

  const copyText = (text: string, name: string, isName: boolean): string => {
    if (text === '') return text;
    const replace = name === 'name' && isName ? tools.name : (members.get(name) ?? scrub);
    return replace(text);
  };
  const copy = (value: unknown, name: string, isName: boolean, depth: number): unknown => {
    if (typeof value === 'string') return copyText(value, name, isName);
    if (typeof value !== 'object' || value === null) return value;
    if (depth > DEEPEST) return null;
    if (Array.isArray(value)) return value.map((one) => copy(one, name, isName, depth + 1));
    // bytes and the like, which a flow may have put there, have their text looked at
    if (!isBare(value)) return copy(plain(value), name, isName, depth + 1);
    return isMembers(value) ? copyMembers(value, depth) : null;
  };
  const copyMembers = (value: Readonly<Record<string, unknown>>, depth: number): Record<string, unknown> => {
    const all: Record<string, unknown> = {};
    const isName = isPerson(value);
    for (const member of Object.keys(value)) {
      put(all, scrub(member), copy(value[member], member, isName, depth + 1));
    }
    return all;
  };
  return (record) => copy(record, '', false, 0);
}
