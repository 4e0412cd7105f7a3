/**
 * Classifies an audit record: the audit type and its category are the first evidence, the text is the second (wire.md
 * 7.3). The list of types is open, so it is read word by word. What neither says is `other`.
 */
import type { Activity, Kind } from '../../event';
import type { AuditText } from '../../parsers/audit-text/parse';
import { cached } from '../../text-cache';
import { changesIn } from './changes';
import { factorChange, isAboutFactor } from './factors';
import type { Nesting } from './subgroups';
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
  readonly nesting: Nesting | undefined;
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
const OF_PASSWORD = wordSet(
  'set cloud domain own new forced force temporary forgotten expired failed successful success log entry event in by s',
);
const ROLES = wordSet('role roles permission permissions privilege privileges');
/** Of an account; they are no accounts. */
const BELONGINGS = wordSet(
  'emails messages mails alias aliases delegate delegates delegation delegations key keys token tokens device devices',
);
/** An audit type with other nouns alone is not about the account: `Signature Deleted`, `API Key Created`. */
const ACCOUNT_NOUNS = wordSet(
  'account accounts user users mailbox mailboxes administrator administrators admin contact contacts',
);
const NO_NOUNS = wordSet('new existing entry log logs event action performed');
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

/** Verbs that say what became of the account. */
const COMPLETE: ReadonlySet<Verb> = new Set(['create', 'add', 'delete', 'remove', 'enable', 'disable']);

function isTypeOfAccount(type: readonly Word[]): boolean {
  const nouns = type.filter(({ text, verb }) => verb === undefined && !NO_NOUNS.has(text));
  return nouns.length === 0 || has(nouns, ACCOUNT_NOUNS) || has(nouns, SETTINGS);
}

/** `Password Complexity Changed` is about no password. */
function isPasswordOfAccount(type: readonly Word[]): boolean {
  const rest = type.filter(({ text, verb }) => verb === undefined && !PASSWORD.has(text));
  return has(type, PASSWORD) && rest.every(({ text }) => ACCOUNT_NOUNS.has(text) || OF_PASSWORD.has(text));
}

function passwordActivity(evidence: Evidence): Activity | undefined {
  const { type, sentence } = evidence;
  const words = [...type, ...sentence];
  const isPassword = isPasswordOfAccount(type) || (verbOfType(type) === undefined && has(sentence, PASSWORD));
  if (!isPassword) return undefined;
  // a reset is a change by somebody else
  if (words.some(({ verb }) => verb === 'reset')) return 'password-reset';
  return verbOf(evidence) === 'update' || has(words, SET) ? 'password-change' : undefined;
}

function accountActivity(evidence: Evidence): Activity {
  const password = passwordActivity(evidence);
  if (password !== undefined) return password;
  const verb = verbOf(evidence);
  if (verb === undefined) return 'other';
  const { type, sentence } = evidence;
  const words = [...type, ...sentence];
  // an account that gets something else is not created by it
  if (has(words, BELONGINGS)) return 'update';
  if (has(words, ROLES)) return ROLE[textVerb(evidence, verb)];
  if (!isTypeOfAccount(type)) return 'update';
  // `MFA not enabled`
  const isOfFactor = isAboutFactor(sentence) && !COMPLETE.has(verbOfType(type) ?? 'update');
  return isOfFactor && COMPLETE.has(verb) ? 'other' : ACCOUNT[verb];
}

/** `Role Assignment Changed` with the text `Added bo@… to role …`: the text says what the change was. */
function textVerb({ sentence }: Evidence, verb: Verb): Verb {
  const ofSentence = verb === 'update' ? verbOfSentence(sentence) : undefined;
  return ofSentence ?? verb;
}

const isIntoGroup = (words: readonly Word[]): boolean => {
  const group = words.findIndex(({ text }) => GROUPS.has(text));
  return words
    .slice(Math.max(0, group - 3), Math.max(0, group))
    .some(({ text }) => text === 'to' || text === 'from');
};

/** `Added member …`, `Added bo@corp.example to folder …` and `Group Member Added`, but not `Created folder …`. */
function isAboutMember(words: readonly Word[]): boolean {
  const group = words.findIndex(({ text }) => GROUPS.has(text));
  const person = words.findIndex(({ text }) => PERSONS.has(text) || text.includes('@'));
  const next = words[group + 1]?.text ?? '';
  return group < 0 ? person >= 0 : (person >= 0 && person < group) || MEMBERS.has(next);
}

const MOVES: ReadonlySet<Verb> = new Set(['add', 'create', 'delete', 'remove', 'assign', 'revoke']);

function groupActivity(evidence: Evidence): Activity {
  const { type, sentence, nesting } = evidence;
  if (nesting !== undefined) return nesting.isRemoved ? 'remove-subgroup' : 'add-subgroup';
  const ofType = verbOf(evidence);
  if (ofType === undefined) return 'other';
  const verb = isAboutMember(sentence) ? textVerb(evidence, ofType) : ofType;
  if (!MOVES.has(verb)) return ENTITY[verb];
  if (isAboutMember(type) || isAboutMember(sentence)) return MEMBER[verb];
  // `Added domain corp.example to folder VIP`: the folder has changed
  return isIntoGroup(sentence) ? 'update' : ENTITY[verb];
}

/** In these logs people only look at something, unless the record says more. */
const READ_ONLY: ReadonlySet<string> = new Set(['case_review_logs']);

const MAX_LEAD = 4;
/** `Executed Search` */
const DONE = wordSet('executed performed conducted');

/** `Triaged 5 messages` is something else than a look at them. */
function isUnknownAction({ type, sentence }: Evidence): boolean {
  if (verbOfType(type) !== undefined || verbOfSentence(sentence) !== undefined) return false;
  return sentence.slice(0, MAX_LEAD).some(({ text }) => /..ed$/.test(text) && !DONE.has(text));
}

function entityActivity(evidence: Evidence): Activity {
  const isReadOnly = READ_ONLY.has(evidence.category);
  if (isReadOnly && isUnknownAction(evidence)) return 'other';
  const verb = verbOf(evidence);
  if (verb !== undefined) return ENTITY[verb];
  return isReadOnly ? 'read' : 'other';
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

/** A group of users, and no profile. */
const PROFILE_GROUP = /\bprofile (?:group|folder)s?\b/i;
/** The settings of one user, and no object of their own. */
const USER_SETTINGS = /\buser (?:settings?|profiles?)\b(?! (?:groups?|polic))/i;

/** The kinds that a type names clearly, whatever its category is. */
function kindOfType(name: string, type: readonly Word[]): Kind | undefined {
  const verb = verbOfType(type);
  const changes = verb !== undefined && CHANGES.has(verb);
  if (/\bapi (?:request|call)\b/i.test(name)) return 'api';
  if (USER_SETTINGS.test(name) && changes) return 'account';
  if (PROFILE_GROUP.test(name)) return 'group';
  if (has(type, SETTINGS) && changes) return 'entity';
  if (isPasswordOfAccount(type)) return 'account';
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

/** Words of a path say nothing: `POST /api/policy/delete` */
const PATH = /(?:^|\s)(?:https?:\/)?\/\S{1,1000}/g;

const isPersonKnown = ({ subject, addresses }: AuditText): boolean =>
  subject !== undefined || addresses.length === 1;

export interface AuditRecord {
  readonly category: string;
  /** the audit type */
  readonly name: string;
  readonly text: AuditText;
  readonly nesting: Nesting | undefined;
}

export function auditKind({ category, name, text, nesting }: AuditRecord): AuditKind {
  const kind = kinds(category)(name);
  if (kind === 'logon') return { kind, activity: logonActivities(name), isUnchanged: false };
  const type = wordsOfType(name);
  const sentence = wordsOf(text.words.replace(PATH, ' '));
  const { none, verbs } = changesIn(text, sentence);
  if (none) return { kind, activity: 'other', isUnchanged: true };
  const factor = factorChange(type, sentence, text);
  if (factor !== undefined && (kind === 'account' || isPersonKnown(text)))
    return { kind: 'account', activity: factor, isUnchanged: false };
  const [counted, ...others] = verbs;
  const activity = (ACTIVITIES[kind] ?? entityActivity)({ category, type, sentence, nesting });
  if (others.length > 0) return { kind, activity: 'update', isUnchanged: false };
  if (counted === undefined || activity !== 'other') return { kind, activity, isUnchanged: false };
  return { kind, activity: ENTITY[counted], isUnchanged: false };
}
