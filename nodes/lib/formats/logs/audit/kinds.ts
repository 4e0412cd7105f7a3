/**
 * Classifies an audit record: the audit type and its category are the first evidence, the text is the second (wire.md
 * 7.3). The list of types is open, so it is read word by word. What neither says is `other`.
 */
import type { Activity, Kind } from '../../event';
import type { AuditText } from '../../parsers/audit-text/parse';
import { cached } from '../../text-cache';
import { changesIn } from './changes';
import { type Verb, verbOfSentence, verbOfType, type Word, weakVerbOf, wordsOf, wordsOfType } from './verbs';

export interface AuditKind {
  readonly kind: Kind;
  readonly activity: Activity;
  /** the text says that nothing changed */
  readonly isUnchanged: boolean;
}

/** The words of a record. */
interface Evidence {
  readonly category: string;
  readonly type: readonly Word[];
  readonly sentence: readonly Word[];
}

const ENTITY: Readonly<Record<Verb, Activity>> = {
  create: 'create',
  add: 'create',
  delete: 'delete',
  remove: 'delete',
  enable: 'enable',
  disable: 'disable',
  update: 'update',
  read: 'read',
  lock: 'update',
  unlock: 'update',
  reset: 'update',
  assign: 'update',
  revoke: 'update',
};
const ACCOUNT: Readonly<Record<Verb, Activity>> = { ...ENTITY, lock: 'lock', unlock: 'unlock' };
const ROLE: Readonly<Record<Verb, Activity>> = {
  ...ACCOUNT,
  add: 'attach',
  assign: 'attach',
  remove: 'detach',
  revoke: 'detach',
};
const MEMBER: Readonly<Record<Verb, Activity>> = {
  ...ENTITY,
  create: 'add-user',
  add: 'add-user',
  assign: 'add-user',
  delete: 'remove-user',
  remove: 'remove-user',
  revoke: 'remove-user',
};

const wordSet = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const PASSWORD = wordSet('password passwords passphrase');
const SET = wordSet('set');
const ROLES = wordSet('role roles permission permissions privilege privileges');
/** Of an account; they are no accounts. */
const BELONGINGS = wordSet('alias aliases delegate delegates delegation delegations');
const GROUPS = wordSet('folder folders group groups');
const MEMBERS = wordSet('member members membership');
const PERSONS = wordSet('member members user users address addresses');
const ACCOUNTS = wordSet('account accounts user users');
const SETTINGS = wordSet('policy policies profile profiles setting settings definition definitions');
const CHANGES: ReadonlySet<Verb> = new Set([
  ...(['create', 'add', 'delete', 'remove', 'enable', 'disable'] as const),
  ...(['update', 'assign', 'revoke'] as const),
]);

const has = (words: readonly Word[], wanted: ReadonlySet<string>): boolean =>
  words.some(({ text }) => wanted.has(text));

/** `User Changed` with the text `User disabled`: disabling is a change, and says more. */
function verbOf({ type, sentence }: Evidence): Verb | undefined {
  const ofType = verbOfType(type);
  if (ofType === undefined) return verbOfSentence(sentence) ?? weakVerbOf(type) ?? weakVerbOf(sentence);
  if (ofType !== 'update') return ofType;
  const ofSentence = verbOfSentence(sentence);
  const isSpecial =
    ofSentence !== undefined && !['create', 'add', 'delete', 'remove', 'read'].includes(ofSentence);
  return isSpecial ? ofSentence : ofType;
}

function accountActivity(evidence: Evidence): Activity {
  const { type, sentence } = evidence;
  const verb = verbOf(evidence);
  const isPassword = has(type, PASSWORD) || (verbOfType(type) === undefined && has(sentence, PASSWORD));
  if (isPassword) {
    // a reset is a change by somebody else
    if ([...type, ...sentence].some((word) => word.verb === 'reset')) return 'password-reset';
    if (verb === 'update' || has([...type, ...sentence], SET)) return 'password-change';
  }
  if (verb === undefined) return 'other';
  const words = [...type, ...sentence];
  // an account that gets something else is not created by it
  if (has(words, BELONGINGS)) return 'update';
  return has(words, ROLES) ? ROLE[roleVerb(evidence, verb)] : ACCOUNT[verb];
}

/** `Role Assignment Changed` with the text `Added bo@… to role …`: the text says what the change was. */
function roleVerb({ sentence }: Evidence, verb: Verb): Verb {
  const ofSentence = verb === 'update' ? verbOfSentence(sentence) : undefined;
  return ofSentence ?? verb;
}

/** `Added member …`, `Added to folder …` and `Group Member Added`, but not `Created folder …`. */
function isAboutMember(words: readonly Word[]): boolean {
  const group = words.findIndex(({ text }) => GROUPS.has(text));
  const person = words.findIndex(({ text }) => PERSONS.has(text) || text.includes('@'));
  const before = words[group - 1]?.text;
  if (before === 'to' || before === 'from') return true;
  const next = words[group + 1]?.text ?? '';
  return group < 0 ? person >= 0 : (person >= 0 && person < group) || MEMBERS.has(next);
}

function groupActivity(evidence: Evidence): Activity {
  const { type, sentence } = evidence;
  const verb = verbOf(evidence);
  if (verb === undefined) return 'other';
  const moves = verb === 'add' || verb === 'create' || verb === 'delete' || verb === 'remove';
  return moves && (isAboutMember(type) || isAboutMember(sentence)) ? MEMBER[verb] : ENTITY[verb];
}

/** In these logs people only look at something, unless the record says more. */
const READ_ONLY: ReadonlySet<string> = new Set(['case_review_logs']);

function entityActivity(evidence: Evidence): Activity {
  const verb = verbOf(evidence);
  if (verb !== undefined) return ENTITY[verb];
  return READ_ONLY.has(evidence.category) ? 'read' : 'other';
}

const LOGON_TYPE = /\b(?:logg?ed (?:on|in)|log-?(?:on|in)|sign(?:ed)?[ -]?(?:on|in))\b|\bauthentication\b/i;
const LOGOFF_TYPE =
  /\b(?:log(?:ged)?|sign(?:ed)?)[ -]?(?:off|out)\b|\bsession (?:ended|expired|terminated)\b/i;

function logonActivity(type: string): Activity {
  if (LOGOFF_TYPE.test(type)) return 'logoff';
  // a challenge is no log-on yet
  return LOGON_TYPE.test(type) && !/\bchallenge\b/i.test(type) ? 'logon' : 'other';
}

/** Types that are API calls: only these can become API Activity, and only with an actor and an address. */
const API_CALL =
  /\b(?:downloads?|exports?|search|review set|case action|message action|incident|connectors?|api (?:request|call))\b/i;

/** The kinds that a type names clearly, whatever its category is. */
function kindOfType(name: string, type: readonly Word[]): Kind | undefined {
  const verb = verbOfType(type);
  const changes = verb !== undefined && CHANGES.has(verb);
  if (/\bapi (?:request|call)\b/i.test(name)) return 'api';
  if (has(type, SETTINGS) && changes) return 'entity';
  if (has(type, PASSWORD)) return 'account';
  if ((verb === 'lock' || verb === 'unlock') && has(type, ACCOUNTS)) return 'account';
  if (changes) return undefined;
  return LOGON_TYPE.test(name) || LOGOFF_TYPE.test(name) ? 'logon' : undefined;
}

function kindOfCategory(category: string, name: string, type: readonly Word[]): Kind {
  const verb = verbOfType(type);
  switch (category) {
    case 'authentication_logs':
    case 'mimecast_access_logs':
      return verb !== undefined && CHANGES.has(verb) ? 'entity' : 'logon';
    case 'user_account_and_role_logs':
      return 'account';
    case 'profile_group_logs':
      return 'group';
    default:
      if (/\bfolder log\b/i.test(name)) return 'group';
      return API_CALL.test(name) ? 'api' : 'entity';
  }
}

const ACTIVITIES: Partial<Readonly<Record<Kind, (evidence: Evidence) => Activity>>> = {
  account: accountActivity,
  group: groupActivity,
};

/** Categories and types are few, but anybody could send others. */
const MAX_CATEGORIES = 50;
const MAX_TYPES = 500;

/** What a record is about does not depend on its text. */
const kinds = cached(MAX_CATEGORIES, (category) =>
  cached(MAX_TYPES, (name): Kind => {
    const type = wordsOfType(name);
    return kindOfType(name, type) ?? kindOfCategory(category, name, type);
  }),
);
const logonActivities = cached(MAX_TYPES, logonActivity);

export function auditKind(category: string, name: string, text: AuditText): AuditKind {
  const kind = kinds(category)(name);
  if (kind === 'logon') return { kind, activity: logonActivities(name), isUnchanged: false };
  const type = wordsOfType(name);
  const sentence = wordsOf(text.words);
  const { none, verbs } = changesIn(text, sentence);
  if (none) return { kind, activity: 'other', isUnchanged: true };
  const [counted, ...others] = verbs;
  const activity = (ACTIVITIES[kind] ?? entityActivity)({ category, type, sentence });
  if (others.length > 0) return { kind, activity: 'update', isUnchanged: false };
  if (counted === undefined || activity !== 'other') return { kind, activity, isUnchanged: false };
  return { kind, activity: ENTITY[counted], isUnchanged: false };
}
