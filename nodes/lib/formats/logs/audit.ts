/** wire.md 7: what administrators, users and the system did. */
import type { Event, Level, Members } from '../event';
import { address } from '../readers/address';
import { type EventInfo, eventInfo } from '../readers/event-info';
import { isBlank, text, word } from '../readers/scalar';
import { time } from '../readers/time';
import { into, lookup } from '../table';
import { recordId } from './api-members';
import { auditKind } from './audit-kinds';
import type { Log } from './log';

const FAILED = /\b(?:fail|denied|invalid|refus|block|lock)/i;

/** `""` and `<>` are nobody; a service has a name and no address. */
function actor(value: unknown): string | undefined {
  const found = word(value);
  return found === undefined || found === '<>' ? undefined : (address(found) ?? found);
}

function logon(event: Event, type: string, info: EventInfo): void {
  const failed = FAILED.test(type);
  // a challenge is neither the one nor the other yet
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

/** `Created Folder "VIP users"`, or what stands behind the word where there are no quotes. */
const groupOf = ({ quoted, sentence }: EventInfo): string | undefined =>
  quoted ?? /\b(?:folder|group)\s*:?\s+([^,\n\r"]{1,200})/i.exec(sentence)?.[1]?.trim();

function changed(event: Event, type: string, info: EventInfo): void {
  event.outcome = FAILED.test(type) ? 'failure' : 'success';
  event.level = LEVEL[event.activity] ?? 'informational';
  event.user = info.subject;
  if (event.kind === 'group') event.group = groupOf(info);
  event.entity = info.quoted ?? type;
}

export const audit: Log = {
  takes: lookup({
    id: recordId,
    eventTime: into('time', time),
    auditType: into('action', text),
    user: into('actor', actor),
    eventInfo: into('message', text),
  }),
  finish(event: Event, record: Members) {
    const type = event.action ?? 'Audit event';
    const category = text(record['category']) ?? '';
    const info = eventInfo(event.message ?? '');
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
    if (kind === 'logon') logon(event, type, info);
    else changed(event, type, info);
  },
};
