/** entities, mailflow, urlclick (wire.md 5): lists are arrays here, and enum values are upper case. */
import { isJsonObject } from '../../contracts/json';
import type { Disposition, Event, Level, ThreatVerdict } from '../event';
import { type FieldMapper, field, type LogMapping, mergeFields, setSafe } from '../field-mapping';
import { parseIp } from '../parsers/ip';
import { parseText, parseWord } from '../parsers/scalar';
import { deriveClick } from './shared/clicks';
import { mapAttachments } from './shared/files';
import { COMMON, mapFirstUrl, TRANSPORT } from './shared/mail-members';

const DISPOSITION_BY_STATE: ReadonlyMap<string, Disposition> = new Map<string, Disposition>([
  ['DELIVERED', 'allowed'],
  ['DELIVERY_IN_PROGRESS', 'delayed'],
  ['BLOCKED', 'blocked'],
]);

/** Values of `threatType` that are not threats. */
const HARMLESS = new Set(['NO_DETECTIONS', 'POLICIES_DISABLED', 'NONE', 'CLEAN']);
/** Unwanted, but no threat. */
const UNWANTED = new Set(['SPAM', 'GRAYMAIL', 'GREYMAIL', 'BULK']);

const threatState: FieldMapper = (event, value) => {
  const found = parseWord(value);
  if (found === undefined) return false;
  // the state of the message says more than an action that another member names
  event.disposition = DISPOSITION_BY_STATE.get(found.toUpperCase()) ?? event.disposition;
  if (event.action !== undefined) return false;
  event.action = found;
  return true;
};

/** The first policy with a name. The list has more, and stays. */
const policiesApplied: FieldMapper = (event, value) => {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  event.policy ??= all
    .map((one) => (isJsonObject(one) ? parseText(one['name']) : undefined))
    .find((name) => name !== undefined);
  return false;
};

interface Finding {
  readonly kind: 'threat' | 'mail';
  readonly activity: 'create' | 'scan';
  readonly name: string;
  readonly level: Level;
  readonly verdict: ThreatVerdict | undefined;
}

const THREAT: Finding = {
  kind: 'threat',
  activity: 'create',
  name: 'Threat in message',
  level: 'high',
  verdict: 'malicious',
};
const SPAM: Finding = {
  kind: 'mail',
  activity: 'scan',
  name: 'Spam detected',
  level: 'low',
  verdict: undefined,
};
const NOTHING: Finding = {
  kind: 'mail',
  activity: 'scan',
  name: 'Message scanned',
  level: 'informational',
  verdict: undefined,
};

function findingOf(threatType: string | undefined): Finding {
  if (threatType === undefined || HARMLESS.has(threatType)) return NOTHING;
  return UNWANTED.has(threatType) ? SPAM : THREAT;
}

const tags: FieldMapper = (event, value) => {
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) event.tags = value;
  return false;
};

export const entities: LogMapping = {
  fields: mergeFields(COMMON, TRANSPORT, {
    threatState,
    attachments: mapAttachments,
    policiesApplied,
    tags,
    threatType: field('reason', parseText),
  }),
  derive(event) {
    const threatType = event.reason?.trim().toUpperCase();
    const finding = findingOf(threatType);
    Object.assign(event, finding);
    if (threatType === 'MALWARE') event.malware = 'MALWARE';
    // the message is on its way, whatever the scan has found so far
    if (event.disposition === 'delayed' && finding === NOTHING) event.name = 'Message delivery in progress';
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
    deriveClick(event);
  },
};
