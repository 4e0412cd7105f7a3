/** Audit records (wire.md 7): actions of administrators, users and the system. */
import type { JsonObject } from '../../../contracts/json';
import type { Event, Level } from '../../event';
import { type FieldMapper, field, type LogMapping, mergeFields } from '../../field-mapping';
import { parseMailbox } from '../../parsers/address';
import { type AuditText, parseAuditText } from '../../parsers/audit-text/parse';
import { isBlank, parseText, parseWord } from '../../parsers/scalar';
import { parseTime } from '../../parsers/time';
import { cached } from '../../text-cache';
import { mapRecordId } from '../shared/api-members';
import { auditKind } from './kinds';
import { entityName, groupName, isPlaceOf } from './names';
import { changeOutcome, logonOutcome } from './outcome';
import { multiFactorOf, signInMethodOf, usedFactorOf } from './sign-in';
import type { Nesting } from './subgroups';

/** `""` and `<>` mean no actor. A service has a name and no address. */
const mapActor: FieldMapper = (event, value) => {
  const found = parseWord(value);
  if (found === undefined || found === '<>') return false;
  const mailbox = parseMailbox(found);
  event.actor = mailbox?.address ?? found;
  event.actorName = mailbox?.name;
  return true;
};

const isSame = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && one.toLowerCase() === other?.toLowerCase();

/** The display names that the text has beside the addresses. */
function deriveNames(event: Event, { performer, subject }: AuditText): void {
  const names = [performer, subject].filter((one) => one?.name !== undefined);
  event.userName = names.find((one) => isSame(one?.address, event.user))?.name;
  event.actorName ??=
    names.find((one) => isSame(one?.address, event.actor))?.name ??
    (performer?.address === undefined ? performer?.name : undefined);
}

const onlyAddress = ({ addresses }: AuditText): string | undefined =>
  addresses.length === 1 ? addresses[0] : undefined;

function deriveLogon(event: Event, type: string, text: AuditText): void {
  event.outcome = logonOutcome(type, text, event.activity === 'other');
  event.level = event.outcome === 'failure' ? 'low' : 'informational';
  const named = text.subject?.address ?? text.performer?.address ?? onlyAddress(text);
  event.user = named ?? event.actor;
  event.authMethod = signInMethodOf(text);
  event.authFactor = usedFactorOf(text);
  event.multiFactor = multiFactorOf(type, text);
}

const LEVEL: Partial<Readonly<Record<Event['activity'], Level>>> = {
  delete: 'low',
  disable: 'low',
  detach: 'low',
  'mfa-disable': 'low',
};

/** In records about accounts and groups, the only address is the affected user. */
function affectedUser({ kind }: Event, text: AuditText): string | undefined {
  if (text.subject !== undefined) return text.subject.address;
  return kind === 'account' || kind === 'group' ? onlyAddress(text) : undefined;
}

function deriveChange(event: Event, type: string, text: AuditText): void {
  event.outcome = changeOutcome(type, text);
  event.level = event.outcome === 'failure' ? 'low' : (LEVEL[event.activity] ?? 'informational');
  event.user = affectedUser(event, text);
}

function deriveGroup(event: Event, text: AuditText, nesting: Nesting | undefined): void {
  event.group = nesting === undefined ? groupName(text) : nesting.group;
  event.subgroup = nesting?.subgroup;
  event.entity = event.group;
}

/** Adding something to an object is an update of it. */
function deriveEntity(event: Event, type: string, text: AuditText): void {
  const name = entityName(event.kind, type, text);
  event.entity = name;
  const isPart = event.activity === 'create' || event.activity === 'delete';
  if (name !== undefined && isPart && event.kind !== 'account' && isPlaceOf(text, name))
    event.activity = 'update';
}

/** Types are few, but anybody could send others. */
const MAX_TYPES = 500;
const isPolicy = cached(MAX_TYPES, (type) => /\bpolicy\b/i.test(type));

export const audit: LogMapping = {
  fields: mergeFields({
    id: mapRecordId,
    eventTime: field('time', parseTime),
    auditType: field('action', parseText),
    user: mapActor,
    eventInfo: field('message', parseText),
  }),
  derive(event: Event, record: JsonObject) {
    const type = event.action ?? 'Audit event';
    const category = parseText(record['category']) ?? '';
    const text = parseAuditText(event.message ?? '');
    const { kind, activity, isUnchanged, nesting } = auditKind({ category, name: type, text });
    event.kind = kind;
    event.activity = activity;
    event.name = type;
    event.sourceIp = text.ip;
    event.application = text.application;
    event.entityType =
      category === 'policy_logs' || isPolicy(type) ? 'policy' : isBlank(category) ? undefined : category;
    event.reason = text.reason;
    if (kind === 'logon') deriveLogon(event, type, text);
    else deriveChange(event, type, text);
    if (kind === 'group' && !isUnchanged) deriveGroup(event, text, nesting);
    else if (kind !== 'logon' && !isUnchanged) deriveEntity(event, type, text);
    deriveNames(event, text);
  },
};
