/** entities, mailflow, urlclick (wire.md 5): lists are arrays here, and enum values are upper case. */
import type { Disposition, Event } from '../event';
import { type FieldMapper, field, type LogMapping, mergeFields, setSafe } from '../field-mapping';
import { parseAttachments } from '../parsers/attachments';
import { parseIp } from '../parsers/ip';
import { parseText, parseWord } from '../parsers/scalar';
import { COMMON, mapFirstUrl, TRANSPORT } from './shared/mail-members';
import { deriveClick } from './siem-threats';

const DISPOSITION_BY_STATE: ReadonlyMap<string, Disposition> = new Map<string, Disposition>([
  ['DELIVERED', 'allowed'],
  ['DELIVERY_IN_PROGRESS', 'delayed'],
  ['BLOCKED', 'blocked'],
]);

/** Values of `threatType` that are not threats. */
const HARMLESS = new Set(['NO_DETECTIONS', 'POLICIES_DISABLED', 'NONE', 'CLEAN']);

const threatState: FieldMapper = (event, value) => {
  const found = parseWord(value);
  if (found === undefined) return false;
  event.action = found;
  event.disposition = DISPOSITION_BY_STATE.get(found.toUpperCase());
  return true;
};

const files: FieldMapper = (event, value) => {
  if (Array.isArray(value) && value.length === 0) return true;
  const found = parseAttachments(value);
  if (found !== undefined) event.files = found;
  return found !== undefined;
};

export const entities: LogMapping = {
  fields: mergeFields(COMMON, TRANSPORT, {
    threatState,
    attachments: files,
    threatType: field('reason', parseText),
  }),
  derive(event) {
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
  if (member !== undefined) event[member] = parseText(one.result)?.toLowerCase();
}

/** Maps the results, and keeps the whole list too, because it also shows what was aligned. */
const authResults: FieldMapper = (event, value) => {
  if (!Array.isArray(value)) return false;
  for (const one of value) mapCheck(event, one);
  setSafe(event.unmapped, 'authResults', value);
  return true;
};

export const mailflow: LogMapping = {
  fields: mergeFields(COMMON, TRANSPORT, { authResults }),
  derive(event) {
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

export const urlclick: LogMapping = {
  fields: mergeFields(COMMON, TRANSPORT, { originalUrl: mapFirstUrl, sourceIp: field('sourceIp', parseIp) }),
  derive(event) {
    event.verdict = event.disposition === 'allowed' ? 'clean' : 'suspicious';
    deriveClick(event);
  },
};
