/** What was done, by the verbs of an audit record: the activity of each kind of object (wire.md 7.3). */
import type { Activity, Kind } from '../../event';
import { isAboutFactor } from './factors';
import type { Nesting } from './subgroups';
import { type Verb, verbOfSentence, verbOfType, type Word, weakVerbOf } from './verbs';

/** The words of a record. */
export interface Evidence {
  readonly category: string;
  readonly type: readonly Word[];
  readonly sentence: readonly Word[];
  readonly nesting: Nesting | undefined;
}

export const ENTITY: Readonly<Record<Verb, Activity>> = {
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

export const wordSet = (words: string): ReadonlySet<string> => new Set(words.split(' '));
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
export const GROUPS = wordSet('folder folders group groups');
const MEMBERS = wordSet('member members membership');
const PERSONS = wordSet('member members user users address addresses');
export const ACCOUNTS = wordSet('account accounts user users');
export const SETTINGS = wordSet('policy policies profile profiles setting settings definition definitions');
export const CHANGES: ReadonlySet<Verb> = new Set([
  ...(['create', 'add', 'delete', 'remove', 'enable', 'disable'] as const),
  ...(['update', 'assign', 'revoke'] as const),
]);

export const has = (words: readonly Word[], wanted: ReadonlySet<string>): boolean =>
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
export function isPasswordOfAccount(type: readonly Word[]): boolean {
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

const ACTIVITIES: Partial<Readonly<Record<Kind, (evidence: Evidence) => Activity>>> = {
  account: accountActivity,
  group: groupActivity,
};

/** What a record about that kind of object says was done. */
export const activityOf = (kind: Kind, evidence: Evidence): Activity =>
  (ACTIVITIES[kind] ?? entityActivity)(evidence);
