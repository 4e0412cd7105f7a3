/**
 * Classifies an audit record: the audit type and its category are the first evidence, the text is the second (wire.md
 * 7.3). The list of types is open, so it is read word by word. What neither says is `other`.
 */
import type { Activity, Kind } from '../../event';
import type { AuditText } from '../../parsers/audit-text/parse';
import { cached } from '../../text-cache';
import {
  ACCOUNTS,
  activityOf,
  CHANGES,
  ENTITY,
  GROUPS,
  has,
  isPasswordOfAccount,
  SETTINGS,
  wordSet,
} from './activities';
import { changesIn } from './changes';
import { factorChange } from './factors';
import { type Nesting, nestingIn } from './subgroups';
import { verbOfType, type Word, wordsOf, wordsOfType } from './verbs';

export interface AuditKind {
  readonly kind: Kind;
  readonly activity: Activity;
  /** the text says that nothing changed */
  readonly isUnchanged: boolean;
  /** of a record about groups */
  readonly nesting: Nesting | undefined;
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
/** `User Added`, `Group Deleted`: nothing else is named. */
const USERS = wordSet('user users');
const ONLY_GROUPS = wordSet('group groups subgroup subgroups member members membership');

function consistsOf(type: readonly Word[], nouns: ReadonlySet<string>): boolean {
  const rest = type.filter(({ text, verb }) => verb === undefined && text !== 'new');
  return rest.length > 0 && rest.every(({ text }) => nouns.has(text));
}

/** The settings of one user, and no object of their own. */
const USER_SETTINGS = /\buser (?:settings?|profiles?)\b(?! (?:groups?|polic))/i;

/** What a type that consists of a change and nouns is about. */
function kindOfNouns(category: string, type: readonly Word[]): Kind | undefined {
  if (has(type, GROUPS) && consistsOf(type, ONLY_GROUPS)) return 'group';
  if (!consistsOf(type, USERS)) return undefined;
  // a user who is added to a group
  return category === 'profile_group_logs' ? 'group' : 'account';
}

/** The kinds that a type names clearly, nearly whatever its category is. */
function kindOfType(category: string, name: string, type: readonly Word[]): Kind | undefined {
  const verb = verbOfType(type);
  const changes = verb !== undefined && CHANGES.has(verb);
  if (/\bapi (?:request|call)\b/i.test(name)) return 'api';
  if (PROFILE_GROUP.test(name)) return 'group';
  if (changes && has(type, SETTINGS)) return USER_SETTINGS.test(name) ? 'account' : 'entity';
  if (isPasswordOfAccount(type)) return 'account';
  if ((verb === 'lock' || verb === 'unlock') && has(type, ACCOUNTS)) return 'account';
  if (changes) return kindOfNouns(category, type);
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

/** Categories and types are few, but anybody could send others. */
const MAX_CATEGORIES = 50;
const MAX_TYPES = 500;

/** What a record is about does not depend on its text. */
const kinds = cached(MAX_CATEGORIES, (category) =>
  cached(MAX_TYPES, (name): Kind => {
    const type = wordsOfType(name);
    return kindOfType(category, name, type) ?? kindOfCategory(category, name, type);
  }),
);
const logonActivities = cached(MAX_TYPES, logonActivity);

/** Words of a path say nothing: `POST /api/policy/delete` */
const PATH = /(?:^|\s)(?:https?:\/)?\/\S{1,1000}/g;

const MAX_SENTENCES = 1_000;
const wordsOfSentence = cached(MAX_SENTENCES, (words) =>
  wordsOf(words.includes('/') ? words.replace(PATH, ' ') : words),
);

const isPersonKnown = ({ subject, addresses }: AuditText): boolean =>
  subject !== undefined || addresses.length === 1;

export interface AuditRecord {
  readonly category: string;
  /** the audit type */
  readonly name: string;
  readonly text: AuditText;
}

export function auditKind({ category, name, text }: AuditRecord): AuditKind {
  const kind = kinds(category)(name);
  if (kind === 'logon')
    return { kind, activity: logonActivities(name), isUnchanged: false, nesting: undefined };
  const nesting = kind === 'group' ? nestingIn(name, text) : undefined;
  const type = wordsOfType(name);
  const sentence = wordsOfSentence(text.words);
  const { none, verbs } = changesIn(text, sentence);
  if (none) return { kind, activity: 'other', isUnchanged: true, nesting };
  const factor = factorChange(type, sentence, text);
  if (factor !== undefined && (kind === 'account' || isPersonKnown(text)))
    return { kind: 'account', activity: factor, isUnchanged: false, nesting };
  const [counted, ...others] = verbs;
  const activity = activityOf(kind, { category, type, sentence, nesting });
  if (others.length > 0) return { kind, activity: 'update', isUnchanged: false, nesting };
  if (counted === undefined || activity !== 'other') return { kind, activity, isUnchanged: false, nesting };
  return { kind, activity: ENTITY[counted], isUnchanged: false, nesting };
}
