/** The names of the group and of the object that an audit record is about (wire.md 7.4). Undefined when it names none. */
import type { AuditText } from '../../parsers/audit-text/parse';

/** Nouns that come before a name, or are its key. The first ones say more. */
const NOUNS: readonly string[] = [
  ...['review set', 'case', 'policy', 'definition', 'connector', 'rule', 'role', 'folder', 'group'],
  ...['report', 'template', 'dictionary', 'domain', 'url', 'sender', 'profile', 'task', 'search'],
];
const LAST_WORDS: ReadonlySet<string> = new Set(NOUNS.map((noun) => noun.slice(noun.lastIndexOf(' ') + 1)));
const GROUP_NOUNS: ReadonlySet<string> = new Set(['folder', 'group']);

/** `Case: …` and `Case name: …` */
const NOUN_OF_KEY: ReadonlyMap<string, string> = new Map(
  [...NOUNS, 'name'].flatMap((noun): [string, string][] => [
    [noun, noun],
    [`${noun} name`, noun],
  ]),
);

/** The value of the noun that the type names (`Case Action`), else `Name: …`, else that of the first noun. */
function namedValue(type: string, { pairs }: AuditText): string | undefined {
  const values = new Map<string, string>();
  for (const { key, value } of pairs) {
    const noun = NOUN_OF_KEY.get(key);
    if (noun !== undefined && !values.has(noun)) values.set(noun, value);
  }
  if (values.size === 0) return undefined;
  const lower = type.toLowerCase();
  const found =
    NOUNS.find((noun) => values.has(noun) && lower.includes(noun)) ??
    (values.has('name') ? 'name' : NOUNS.find((noun) => values.has(noun)));
  return found === undefined ? undefined : values.get(found);
}

/** An address is a person, and no object. */
const namesIn = ({ quoted }: AuditText): AuditText['quoted'] =>
  quoted.filter(({ text }) => !text.includes('@'));

const NAMED: ReadonlySet<string> = new Set(['name', 'named', 'called']);

/**
 * The only name in quotes, or of several the one that `name` or a noun stands before: `Renamed policy "A" to "B"`. A noun
 * before a later one can be about something else.
 */
function quotedName(text: AuditText): string | undefined {
  const [first, ...others] = namesIn(text);
  const named = [first, ...others].find((one) => NAMED.has(one?.before ?? ''));
  if (named !== undefined) return named.text;
  return others.length === 0 || LAST_WORDS.has(first?.before ?? '') ? first?.text : undefined;
}

/** `Policy: …`, `Name: …`, a name in quotes. */
export const entityName = (type: string, text: AuditText): string | undefined =>
  namedValue(type, text) ?? quotedName(text);

/** The name beside `folder` or `group`, wherever it is: `Added "Bo" to folder "VIP"`. */
function quotedGroup(text: AuditText): string | undefined {
  const names = namesIn(text);
  const found =
    names.find(({ before }) => GROUP_NOUNS.has(before)) ?? names.find(({ after }) => GROUP_NOUNS.has(after));
  return (found ?? (names.length === 1 ? names[0] : undefined))?.text;
}

/** `Created folder VIP users`, `Added … to folder VIP users` */
const AFTER_VERB =
  /\b(?:created|added|deleted|removed|renamed|updated|moved|edited|modified|viewed|to|from)\s{1,3}(?:the )?(?:new )?(?:profile )?(?:folder|group)\s{1,3}([^\n]{1,200})/i;
/** `Folder VIP users was created` */
const BEFORE_VERB = /^(?:action performed - )?(?:profile )?(?:folder|group)\s{1,3}([^\n]{1,200})/i;
/** What a name without quotes ends at. */
const AFTER_NAME =
  /\s(?:was|were|has been|have been|is|created|deleted|removed|renamed|updated|moved|changed)\b|[.]$/i;
/** A word of the sentence, and no name. */
const NO_NAME =
  /^(?:a|and|at|attributes?|by|changed|created|deleted|entry|for|from|has|have|in|is|log|members?|membership|moved|names?|of|on|permissions?|policy|policies|removed|renamed|settings?|sync|to|updated|users?|was|were|with)\b/i;

/** A name without quotes is known only when it is certain where it ends. */
function bareGroup({ words, quoted }: AuditText): string | undefined {
  if (quoted.length > 0) return undefined;
  const rest = (AFTER_VERB.exec(words) ?? BEFORE_VERB.exec(words))?.[1];
  if (rest === undefined || NO_NAME.test(rest)) return undefined;
  const name = rest.split(AFTER_NAME, 1)[0]?.trim() ?? '';
  return name === '' || /@|\s(?:to|from)\s/i.test(name) ? undefined : name;
}

const GROUP_KEY = /^(?:(?:profile )?(?:folder|group)(?: name)?|name)$/;

export const groupName = (text: AuditText): string | undefined =>
  text.pairs.find(({ key }) => GROUP_KEY.test(key))?.value ?? quotedGroup(text) ?? bareGroup(text);
