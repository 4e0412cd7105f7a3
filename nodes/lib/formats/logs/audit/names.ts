/** The names of the group and of the object that an audit record is about (wire.md 7.4). Undefined when it names none. */
import type { Kind } from '../../event';
import type { AuditText } from '../../parsers/audit-text/parse';
import type { Quoted } from '../../parsers/audit-text/quoted';

/** Nouns that come before the name of an object, or are its key. */
const OBJECTS: readonly string[] = [
  ...['review set', 'case', 'policy', 'definition', 'connector', 'rule', 'role'],
  ...['report', 'template', 'dictionary'],
];
/** They describe another object as often: they count where the type names them, or the text begins with them. */
const DETAILS: readonly string[] = ['folder', 'group', 'domain', 'url', 'sender', 'profile', 'task'];
const NOUNS: readonly string[] = [...OBJECTS, ...DETAILS];

const wordSet = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const lastWord = (noun: string): string => noun.slice(noun.lastIndexOf(' ') + 1);
const LAST_WORDS: ReadonlySet<string> = new Set(NOUNS.map(lastWord));
const GROUP_NOUNS = wordSet('folder group');
const ROLE_NOUNS = wordSet('role permission privilege');
const NAMED = wordSet('name named called');
/** Quoted texts after these words are no names. */
const NO_NAMES = wordSet(
  'description comment note reason subject status value message text keyword keywords query body from to phrase',
);
/** What did it, or why: `disabled by policy "No Leavers"` */
const AGENTS: ReadonlySet<string> = new Set([
  ...['by', 'because of', 'due to', 'according to', 'under', 'using', 'via', 'through', 'per'],
]);
/** Where something was put, or taken from. */
const PLACES = wordSet('to from in into inside within');
/** `Policy enabled for group "Sales"` is not about the group, but `Test failed for "AD sync"` names its object. */
const BELONGS = wordSet('for of on');
const SEARCH = /\bsearch/i;
/** What was searched for, and no name of a saved search: `Executed search "delete"` */
const RUN = /\b(?:executed|performed|conducted|ran|run)\b/i;

/** `Case: …` and `Case name: …`. The value of `Search: …` is what was looked for. */
const NOUN_OF_KEY: ReadonlyMap<string, string> = new Map([
  ...[...NOUNS, 'name'].flatMap((noun): [string, string][] => [
    [noun, noun],
    [`${noun} name`, noun],
  ]),
  ['search name', 'name'],
]);
/** An address is a person, and no object. */
const namesIn = ({ quoted }: AuditText): readonly Quoted[] =>
  quoted.filter(
    ({ text, before, relation }) => !text.includes('@') && !NO_NAMES.has(before) && !AGENTS.has(relation),
  );

/** `"Teams" (Microsoft)` */
const unquoted = (value: string): string => /^"([^"]{1,300})"\s/.exec(value)?.[1] ?? value;

function valuesIn({ pairs }: AuditText): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { key, value } of pairs) {
    const noun = NOUN_OF_KEY.get(key);
    if (noun !== undefined && !values.has(noun)) values.set(noun, unquoted(value));
  }
  return values;
}

/** The value of the noun that the type names (`Case Action`), else `Name: …`. */
function valueOfType(type: string, values: ReadonlyMap<string, string>): string | undefined {
  const lower = type.toLowerCase();
  const noun = NOUNS.find((one) => values.has(one) && lower.includes(one));
  return values.get(noun ?? 'name');
}

/**
 * The only name in quotes, or of several the one that `name` or a noun stands before: `Renamed policy "A" to "B"`. A noun
 * before a later one can be about something else, and so can a place that the type does not name.
 */
function quotedName(type: string, text: AuditText): string | undefined {
  const [first, ...others] = namesIn(text);
  const named = [first, ...others].find((one) => NAMED.has(one?.before ?? ''));
  if (named !== undefined) return named.text;
  if (first === undefined || (others.length > 0 && !LAST_WORDS.has(first.before))) return undefined;
  // `from role "A" to role "B"`
  if (others.some(({ before }) => before === first.before) && PLACES.has(first.relation)) return undefined;
  return isObject(first, type, text) ? first.text : undefined;
}

function isObject({ before, relation }: Quoted, type: string, { words }: AuditText): boolean {
  if (before === 'search' && RUN.test(words)) return false;
  if (isNamedBy(type, before)) return true;
  if (BELONGS.has(relation)) return before === relation && !SEARCH.test(type) && !SEARCH.test(words);
  return !PLACES.has(relation);
}

const isNamedBy = (type: string, noun: string): boolean => noun !== '' && type.toLowerCase().includes(noun);

/** `Policy: …` beside another type, or `Domain: …` at the start. */
function otherValue(text: AuditText, values: ReadonlyMap<string, string>): string | undefined {
  const object = OBJECTS.find((noun) => values.has(noun));
  if (object !== undefined) return values.get(object);
  const first = NOUN_OF_KEY.get(text.pairs[0]?.key ?? '');
  const isStart = text.words === '' || (first !== undefined && text.words.toLowerCase().includes(first));
  return first === undefined || !isStart ? undefined : values.get(first);
}

/** `Policy: …`, `Name: …`, a name in quotes. */
function objectName(type: string, text: AuditText): string | undefined {
  const values = valuesIn(text);
  return valueOfType(type, values) ?? quotedName(type, text) ?? otherValue(text, values);
}

/** What a record about an account is about is the user: of the rest, only its role is an object. */
function roleName(text: AuditText): string | undefined {
  const roles = namesIn(text).filter(({ before, after }) => ROLE_NOUNS.has(before) || ROLE_NOUNS.has(after));
  return valuesIn(text).get('role') ?? (roles.length === 1 ? roles[0]?.text : undefined);
}

const IS_ROLE = /\b(?:roles?|permissions?|privileges?)\b/i;

/** `Added a note to case "A"`: what was added is not the case. */
export const isPlaceOf = ({ quoted }: AuditText, name: string): boolean =>
  quoted.some(({ text, relation }) => text === name && PLACES.has(relation));

export const entityName = (kind: Kind, type: string, text: AuditText): string | undefined =>
  kind === 'account' && !IS_ROLE.test(type) ? roleName(text) : objectName(type, text);

/**
 * The name beside `folder` or `group`, wherever it is: `Added "Bo" to folder "VIP"`. Of several it is the one that nothing was
 * put into: `Moved folder "A" to folder "B"`.
 */
function quotedGroup(text: AuditText): string | undefined {
  const names = namesIn(text);
  const ofBefore = names.filter(({ before }) => GROUP_NOUNS.has(before));
  const groups = ofBefore.length > 0 ? ofBefore : names.filter(({ after }) => GROUP_NOUNS.has(after));
  if (groups.length === 1) return groups[0]?.text;
  const moved = groups.filter(({ relation }) => !PLACES.has(relation));
  if (moved.length === 1) return moved[0]?.text;
  // a name that no noun stands beside, where the sentence has a noun for something else
  return groups.length === 0 && names.length === 1 && !GROUP_NOUN.test(text.words)
    ? names[0]?.text
    : undefined;
}

const GROUP_NOUN = /\b(?:folder|group)\b/i;

/** `Created folder VIP users`, `Added … to folder VIP users` */
const AFTER_VERB =
  /\b(?:created|added|deleted|removed|renamed|updated|moved|edited|modified|viewed|to|from|into|of)\s{1,3}(?:the )?(?:new )?(?:profile )?(?:folder|group)\s{1,3}([^\n]{1,200})/i;
/** `Folder VIP users was created` */
const BEFORE_VERB = /^(?:action performed - )?(?:profile )?(?:folder|group)\s{1,3}([^\n]{1,200})/i;
/** What a name without quotes ends at. */
const AFTER_NAME = new RegExp(
  [
    '\\s(?:to|from|in|into|under|inside|within) (?:the )?(?:(?:parent|profile) )?(?:folder|group)\\b',
    '\\s(?:and|with) (?:all|its|their|the|\\d{1,9})\\b',
    '\\s(?:(?:permissions?|settings?|members?|membership|attributes?|description) )?(?:was|were|has been|have been|is|created|deleted|removed|renamed|updated|moved|changed)\\b',
    '[.]$',
  ].join('|'),
  'i',
);
/** A word of the sentence, and no name. */
const NO_NAME =
  /^(?:a|and|at|attributes?|by|changed|created|deleted|entry|for|from|has|have|in|is|log|members?|membership|moved|names?|of|on|permissions?|policy|policies|removed|renamed|settings?|sync|to|updated|users?|was|were|with)\b/i;

const INTO = /^(?:to|from|into|of)\b/i;
const NEXT_GROUP = /\s(?:to|from|into) (?:the )?(?:(?:parent|profile) )?(?:folder|group)\b/i;

/** A name without quotes is known only when it is certain where it ends. */
function bareGroup({ words, quoted }: AuditText): string | undefined {
  if (quoted.length > 0) return undefined;
  const found = AFTER_VERB.exec(words);
  const rest = (found ?? BEFORE_VERB.exec(words))?.[1];
  if (rest === undefined || NO_NAME.test(rest)) return undefined;
  // `from folder A to folder B`
  if (found !== null && INTO.test(found[0]) && NEXT_GROUP.test(rest)) return undefined;
  const name = rest.split(AFTER_NAME, 1)[0]?.trim() ?? '';
  return name === '' || /@|\s(?:to|from)\s/i.test(name) ? undefined : name;
}

const GROUP_KEY = /^(?:profile )?(?:folder|group)(?: name)?$/;
/** `Name: …` is the name of the member, where there is one. */
const MEMBER_KEY = /^(?:user|member|email|e-mail|address)\b/;

function pairedGroup({ pairs }: AuditText): string | undefined {
  const found = pairs.find(({ key }) => GROUP_KEY.test(key));
  if (found !== undefined || pairs.some(({ key }) => MEMBER_KEY.test(key))) return found?.value;
  return pairs.find(({ key }) => key === 'name')?.value;
}

export const groupName = (text: AuditText): string | undefined =>
  pairedGroup(text) ?? quotedGroup(text) ?? bareGroup(text);
