/**
 * Classifies an audit record: by its category first, then by its type, then by words in its text
 * (wire.md 7.3). The list of types is open, so every row is a pattern and not a name.
 */
import type { Activity, Kind } from '../../event';

export interface AuditKind {
  readonly kind: Kind;
  readonly activity: Activity;
}

type Rule = readonly [words: RegExp, activity: Activity];

/** The first match wins, so that more specific patterns come first. */
const ACCOUNT: readonly Rule[] = [
  [/password.*\breset\b|\breset\b.*password/i, 'password-reset'],
  [/password/i, 'password-change'],
  [/\bunlock/i, 'unlock'],
  [/\block/i, 'lock'],
  [/\bdisabl/i, 'disable'],
  [/\benabl/i, 'enable'],
  [/\brole\b.*\b(?:remov|revok|delet)|\b(?:remov|revok)\w*\b.*\brole\b/i, 'detach'],
  [/\brole\b.*\b(?:add|assign|grant)|\b(?:add|assign|grant)\w*\b.*\brole\b/i, 'attach'],
  [/\b(?:delet|remov)/i, 'delete'],
  [/\b(?:creat|add|new\b|import)/i, 'create'],
];

const GROUP: readonly Rule[] = [
  [
    /\b(?:remov|delet)\w*\b.*\b(?:member|user|address)|\b(?:member|user|address)\w*\b.*\b(?:remov|delet)/i,
    'remove-user',
  ],
  [/\badd\w*\b.*\b(?:member|user|address)|\b(?:member|user|address)\w*\b.*\badded/i, 'add-user'],
  [/\bdelet/i, 'delete'],
  [/\bcreat/i, 'create'],
];

const ENTITY: readonly Rule[] = [
  [/\b(?:delet|remov)/i, 'delete'],
  [/\b(?:creat|new\b|add(?:ed|ition)?\b)/i, 'create'],
  [/\bdisabl/i, 'disable'],
  [/\benabl/i, 'enable'],
  [/\b(?:chang|updat|edit|amend|adjust|modif|manage|restor|renam|set\b)/i, 'update'],
  [/\b(?:download|export|search|view|read|review|access|logged|message action)/i, 'read'],
];

const firstMatch = (rules: readonly Rule[], text: string): Activity =>
  rules.find(([words]) => words.test(text))?.[1] ?? 'other';

/** Types that are API calls: only these can become API Activity, and only with an actor and an address. */
const API_CALL = /\b(?:download|exports?|search|review set|case action|message action|incident|connector)/i;

function logonKind(type: string): AuditKind {
  if (/\b(?:log(?:ged)?|sign(?:ed)?)[ -]?(?:off|out)\b/i.test(type))
    return { kind: 'logon', activity: 'logoff' };
  return { kind: 'logon', activity: /challenge/i.test(type) ? 'other' : 'logon' };
}

function entityKind(type: string, sentence: string): AuditKind {
  // the type is more reliable: the text may quote anything
  const byType = firstMatch(ENTITY, type);
  const activity = byType === 'other' ? firstMatch(ENTITY, sentence) : byType;
  return { kind: API_CALL.test(type) ? 'api' : 'entity', activity };
}

function activityByPattern(rules: readonly Rule[], type: string, sentence: string): Activity {
  const byType = firstMatch(rules, type);
  return byType === 'other' ? firstMatch(rules, sentence) : byType;
}

const LOGON_TYPE =
  /\b(?:logg?ed (?:on|in|off|out)|log-?(?:on|in|off|out)|sign(?:ed)?[ -]?(?:on|in))\b|\bauthentication\b/i;

/** @param sentence the description in the record */
export function auditKind(category: string, type: string, sentence: string): AuditKind {
  switch (category) {
    case 'authentication_logs':
    case 'mimecast_access_logs':
      return logonKind(type);
    case 'user_account_and_role_logs':
      return { kind: 'account', activity: activityByPattern(ACCOUNT, type, sentence) };
    case 'profile_group_logs':
      return { kind: 'group', activity: activityByPattern(GROUP, type, sentence) };
    default:
      return LOGON_TYPE.test(type) ? logonKind(type) : entityKind(type, sentence);
  }
}
