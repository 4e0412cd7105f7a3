/** av, spam, attachment / impersonation / internal email / url protect (wire.md 4.3). */
import type { Disposition, Event, Level, ThreatVerdict } from '../event';
import {
  type FieldMapper,
  type FieldTable,
  field,
  type LogMapping,
  mergeFields,
  setSafe,
} from '../field-mapping';
import { parseHash, toFileInfo } from '../parsers/attachments';
import { parseIp } from '../parsers/ip';
import { parseJsonObject } from '../parsers/json-text';
import { parseBoolean, parseText, parseWholeNumber } from '../parsers/scalar';
import { COMMON, mapFirstUrl, mapRoute, TRANSPORT } from './shared/mail-members';

/** One file, spread over several members. */
const fileMember =
  (
    name: keyof NonNullable<Event['files'][0]>,
    read: (value: unknown) => string | number | undefined,
  ): FieldMapper =>
  (event, value) => {
    const found = read(value);
    if (found === undefined) return false;
    event.files = [{ ...(event.files[0] ?? toFileInfo({})), [name]: found }];
    return true;
  };

const FILE: FieldTable = {
  fileName: fileMember('name', parseText),
  fileExtension: fileMember('extension', (value) => parseText(value)?.toLowerCase()),
  fileMime: fileMember('mimeType', parseText),
  sizeAttachment: fileMember('size', parseWholeNumber),
  md5: fileMember('md5', (value) => parseHash(value, 'md5')),
  sha1: fileMember('sha1', (value) => parseHash(value, 'sha1')),
  sha256: fileMember('sha256', (value) => parseHash(value, 'sha256')),
};

/** Checks with `"true"` or `"false"`. The names of matching checks go into `indicators`. */
const CHECKS = [
  'newDomain',
  'internalUserName',
  'customThreatDictionary',
  'mimecastThreatDictionary',
  'customNameMatch',
  'similarInternalDomain',
  'similarMimecastExternalDomain',
  'similarCustomExternalDomain',
  'replyMismatch',
] as const;

const mapCheck =
  (name: string): FieldMapper =>
  (event, value) => {
    const matches = parseBoolean(value);
    if (matches === undefined) return false;
    if (matches) event.indicators = [...event.indicators, name];
    return true;
  };

const taggedMalicious: FieldMapper = (event, value) => {
  const found = parseBoolean(value);
  if (found === undefined) return false;
  event.verdict = found ? 'malicious' : 'suspicious';
  setSafe(event.unmapped, 'taggedMalicious', found);
  return true;
};

const analysis: FieldMapper = (event, value) => {
  const found = parseJsonObject(value);
  if (found !== undefined) setSafe(event.unmapped, 'analysis', found);
  return found !== undefined;
};

const THREAT = mergeFields(COMMON, TRANSPORT, FILE, {
  route: mapRoute,
  virusFound: field('malware', parseText),
  url: mapFirstUrl,
  urlCategory: field('urlCategory', parseText),
});

/** @param disposition the default of the product, used when the record has no action */
function deriveThreat(event: Event, name: string, level: Level, disposition?: Disposition): void {
  event.kind = 'threat';
  event.activity = 'create';
  event.name = name;
  event.level = level;
  event.disposition ??= disposition;
}

export const av: LogMapping = {
  fields: THREAT,
  derive(event) {
    event.verdict = 'malicious';
    deriveThreat(event, 'Malware in message', 'high', 'blocked');
  },
};

export const spam: LogMapping = {
  fields: THREAT,
  derive(event) {
    event.verdict = 'suspicious';
    deriveThreat(event, 'Spam detected', 'low', 'detected');
  },
};

export const attachmentProtect: LogMapping = {
  fields: THREAT,
  derive(event) {
    event.verdict = 'malicious';
    deriveThreat(event, 'Malicious attachment', 'high', 'blocked');
  },
};

export const impersonationProtect: LogMapping = {
  fields: mergeFields(COMMON, TRANSPORT, Object.fromEntries(CHECKS.map((name) => [name, mapCheck(name)])), {
    route: mapRoute,
    policyDefinition: field('policy', parseText),
    taggedMalicious,
  }),
  derive(event) {
    event.verdict ??= 'suspicious';
    deriveThreat(
      event,
      'Impersonation attempt',
      event.verdict === 'malicious' ? 'high' : 'medium',
      'detected',
    );
  },
};

export const internalEmailProtect: LogMapping = {
  fields: mergeFields(COMMON, TRANSPORT, {
    route: mapRoute,
    url: mapFirstUrl,
    urlCategory: field('urlCategory', parseText),
    scanResults: field('reason', parseText),
  }),
  derive(event) {
    event.verdict = 'suspicious';
    deriveThreat(event, 'Threat in internal message', 'medium', 'detected');
  },
};

const CLICK_LEVEL: Readonly<Record<ThreatVerdict, Level>> = {
  malicious: 'medium',
  suspicious: 'low',
  clean: 'informational',
};

/** A click that was allowed has a higher level. */
export function deriveClick(event: Event): void {
  const verdict = event.verdict ?? 'suspicious';
  const wasAllowed = event.disposition === 'allowed' && verdict === 'malicious';
  deriveThreat(event, 'Link clicked', wasAllowed ? 'high' : CLICK_LEVEL[verdict], 'detected');
  if (event.disposition === 'blocked') event.name = 'Link blocked';
  if (event.disposition === 'alerted') event.name = 'Link warned about';
}

export const urlProtect: LogMapping = {
  fields: mergeFields(COMMON, TRANSPORT, {
    route: mapRoute,
    url: mapFirstUrl,
    urlCategory: field('urlCategory', parseText),
    sourceIp: field('sourceIp', parseIp),
    blockReason: field('reason', parseText),
    analysis,
  }),
  derive(event) {
    if (event.disposition === 'allowed') event.verdict = 'clean';
    else if (event.reason === 'malicious') event.verdict = 'malicious';
    else event.verdict = 'suspicious';
    [event.user] = event.to;
    deriveClick(event);
  },
};
