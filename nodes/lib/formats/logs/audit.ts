/** Audit records (wire.md 7): actions of administrators, users and the system. */
import type { JsonObject } from '../../contracts/json';
import type { Event, Level } from '../event';
import { field, type LogMapping, mergeFields } from '../field-mapping';
import { parseAddress } from '../parsers/address';
import { type EventInfo, parseEventInfo } from '../parsers/event-info';
import { isBlank, parseText, parseWord } from '../parsers/scalar';
import { parseTime } from '../parsers/time';
import { mapRecordId } from './shared/api-members';
import { auditKind } from './shared/audit-kinds';

const FAILED = /\b(?:fail|denied|invalid|refus|block|lock)/i;

/** `""` and `<>` mean no actor. A service has a name and no address. */
function parseActor(value: unknown): string | undefined {
  const found = parseWord(value);
  return found === undefined || found === '<>' ? undefined : (parseAddress(found) ?? found);
}

function deriveLogon(event: Event, type: string, info: EventInfo): void {
  const failed = FAILED.test(type);
  // a challenge is neither a success nor a failure yet
  if (event.activity !== 'other') event.outcome = failed ? 'failure' : 'success';
  event.level = failed ? 'low' : 'informational';
  event.user = event.actor ?? info.subject;
  if (info.secondFactor !== undefined || info.method !== undefined) {
    event.multiFactor = info.secondFactor !== undefined || /two|multi|2fa|mfa/i.test(info.method ?? '');
  }
}

const LEVEL: Partial<Readonly<Record<Event['activity'], Level>>> = {
  delete: 'low',
  disable: 'low',
  detach: 'low',
};

/** `Created Folder "VIP users"`, or the text after the keyword if there are no quotes. */
const parseGroup = ({ quoted, sentence }: EventInfo): string | undefined =>
  quoted ?? /\b(?:folder|group)\s*:?\s+([^,\n\r"]{1,200})/i.exec(sentence)?.[1]?.trim();

function deriveChange(event: Event, type: string, info: EventInfo): void {
  event.outcome = FAILED.test(type) ? 'failure' : 'success';
  event.level = LEVEL[event.activity] ?? 'informational';
  event.user = info.subject;
  if (event.kind === 'group') event.group = parseGroup(info);
  event.entity = info.quoted ?? type;
}

export const audit: LogMapping = {
  fields: mergeFields({
    id: mapRecordId,
    eventTime: field('time', parseTime),
    auditType: field('action', parseText),
    user: field('actor', parseActor),
    eventInfo: field('message', parseText),
  }),
  derive(event: Event, record: JsonObject) {
    const type = event.action ?? 'Audit event';
    const category = parseText(record['category']) ?? '';
    const info = parseEventInfo(event.message ?? '');
    const { kind, activity } = auditKind(category, type, info.sentence);
    event.kind = kind;
    event.activity = activity;
    event.name = type;
    event.sourceIp = info.ip;
    event.application = info.application;
    event.entityType =
      category === 'policy_logs' || /\bpolicy\b/i.test(type)
        ? 'policy'
        : isBlank(category)
          ? undefined
          : category;
    event.reason = info.reason;
    if (kind === 'logon') deriveLogon(event, type, info);
    else deriveChange(event, type, info);
  },
};
