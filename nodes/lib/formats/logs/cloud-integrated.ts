/** entities, mailflow, urlclick (wire.md 5): lists are arrays here, and enum values are upper case. */
import type { Disposition, Event } from '../event';
import { attachments } from '../parsers/attachments';
import { ip } from '../parsers/ip';
import { text, word } from '../parsers/scalar';
import { into, lookup, put, type Take } from '../field-mapping';
import type { Log } from './log';
import { COMMON, firstUrl, TRANSPORT } from './shared/mail-members';
import { judgeClick } from './siem-threats';

const DISPOSITION_BY_STATE: ReadonlyMap<string, Disposition> = new Map<string, Disposition>([
  ['DELIVERED', 'allowed'],
  ['DELIVERY_IN_PROGRESS', 'delayed'],
  ['BLOCKED', 'blocked'],
]);

/** Values of `threatType` that are not threats. */
const HARMLESS = new Set(['NO_DETECTIONS', 'POLICIES_DISABLED', 'NONE', 'CLEAN']);

const threatState: Take = (event, value) => {
  const found = word(value);
  if (found === undefined) return false;
  event.action = found;
  event.disposition = DISPOSITION_BY_STATE.get(found.toUpperCase());
  return true;
};

const files: Take = (event, value) => {
  if (Array.isArray(value) && value.length === 0) return true;
  const found = attachments(value);
  if (found !== undefined) event.files = found;
  return found !== undefined;
};

export const entities: Log = {
  takes: lookup(COMMON, TRANSPORT, { threatState, attachments: files, threatType: into('reason', text) }),
  finish(event) {
    const threat = event.reason !== undefined && !HARMLESS.has(event.reason.toUpperCase());
    event.activity = threat ? 'create' : 'scan';
    event.kind = threat ? 'threat' : 'mail';
    event.name = threat ? 'Threat in message' : 'Message scanned';
    event.level = threat ? 'high' : 'informational';
    if (threat) event.verdict = 'malicious';
    if (threat && event.reason?.toUpperCase() === 'MALWARE') event.malware = 'MALWARE';
  },
};

const isResult = (value: unknown): value is { type: unknown; result: unknown } =>
  typeof value === 'object' && value !== null && 'type' in value && 'result' in value;

const CHECKS: ReadonlyMap<string, 'spf' | 'dkim' | 'dmarc'> = new Map([
  ['SPF', 'spf'],
  ['DKIM', 'dkim'],
  ['DMARC', 'dmarc'],
]);

function mapCheck(event: Event, one: unknown): void {
  if (!isResult(one)) return;
  const member = CHECKS.get(String(one.type).toUpperCase());
  if (member !== undefined) event[member] = text(one.result)?.toLowerCase();
}

/** Maps the results, and keeps the whole list too, because it also tells what was aligned. */
const authResults: Take = (event, value) => {
  if (!Array.isArray(value)) return false;
  for (const one of value) mapCheck(event, one);
  put(event.rest, 'authResults', value);
  return true;
};

export const mailflow: Log = {
  takes: lookup(COMMON, TRANSPORT, { authResults }),
  finish(event) {
    event.kind = 'mail';
    event.activity = 'trace';
    event.name = 'Message authentication checked';
    const { spf, dkim, dmarc } = event;
    event.message =
      [['SPF', spf] as const, ['DKIM', dkim] as const, ['DMARC', dmarc] as const]
        .filter(([, result]) => result !== undefined)
        .map((pair) => pair.join(' '))
        .join(', ') || undefined;
  },
};

export const urlclick: Log = {
  takes: lookup(COMMON, TRANSPORT, { originalUrl: firstUrl, sourceIp: into('sourceIp', ip) }),
  finish(event) {
    event.verdict = event.disposition === 'allowed' ? 'clean' : 'suspicious';
    judgeClick(event);
  },
};
