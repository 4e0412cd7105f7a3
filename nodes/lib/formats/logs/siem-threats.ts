/** av, spam, attachment / impersonation / internal email / url protect (wire.md 4.3). */
import type { Disposition, Event, Level, Verdict } from '../event';
import { file } from '../parsers/attachments';
import { hash } from '../parsers/hash';
import { ip } from '../parsers/ip';
import { jsonObject } from '../parsers/json-text';
import { boolean, text, wholeNumber } from '../parsers/scalar';
import { into, lookup, put, type Table, type Take } from '../field-mapping';
import type { Log } from './log';
import { COMMON, firstUrl, route, TRANSPORT } from './shared/mail-members';

/** One file, spread over several members. */
const fileMember =
  (name: keyof NonNullable<Event['files'][0]>, read: (value: unknown) => string | number | undefined): Take =>
  (event, value) => {
    const found = read(value);
    if (found === undefined) return false;
    event.files = [{ ...(event.files[0] ?? file({})), [name]: found }];
    return true;
  };

const FILE: Table = {
  fileName: fileMember('name', text),
  fileExtension: fileMember('extension', (value) => text(value)?.toLowerCase()),
  fileMime: fileMember('mimeType', text),
  sizeAttachment: fileMember('size', wholeNumber),
  md5: fileMember('md5', (value) => hash(value, 'md5')),
  sha1: fileMember('sha1', (value) => hash(value, 'sha1')),
  sha256: fileMember('sha256', (value) => hash(value, 'sha256')),
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
  (name: string): Take =>
  (event, value) => {
    const matches = boolean(value);
    if (matches === undefined) return false;
    if (matches) event.indicators = [...event.indicators, name];
    return true;
  };

const taggedMalicious: Take = (event, value) => {
  const found = boolean(value);
  if (found === undefined) return false;
  event.verdict = found ? 'malicious' : 'suspicious';
  put(event.rest, 'taggedMalicious', found);
  return true;
};

const analysis: Take = (event, value) => {
  const found = jsonObject(value);
  if (found !== undefined) put(event.rest, 'analysis', found);
  return found !== undefined;
};

const THREAT = lookup(COMMON, TRANSPORT, FILE, {
  route,
  virusFound: into('malware', text),
  url: firstUrl,
  urlCategory: into('urlCategory', text),
});

/** @param disposition the default of the product, used when the record has no action */
function deriveThreat(event: Event, name: string, level: Level, disposition?: Disposition): void {
  event.kind = 'threat';
  event.activity = 'create';
  event.name = name;
  event.level = level;
  event.disposition ??= disposition;
}

export const av: Log = {
  takes: THREAT,
  finish(event) {
    event.verdict = 'malicious';
    deriveThreat(event, 'Malware in message', 'high', 'blocked');
  },
};

export const spam: Log = {
  takes: THREAT,
  finish(event) {
    event.verdict = 'suspicious';
    deriveThreat(event, 'Spam detected', 'low', 'detected');
  },
};

export const attachmentProtect: Log = {
  takes: THREAT,
  finish(event) {
    event.verdict = 'malicious';
    deriveThreat(event, 'Malicious attachment', 'high', 'blocked');
  },
};

export const impersonationProtect: Log = {
  takes: lookup(COMMON, TRANSPORT, Object.fromEntries(CHECKS.map((name) => [name, mapCheck(name)])), {
    route,
    policyDefinition: into('policy', text),
    taggedMalicious,
  }),
  finish(event) {
    event.verdict ??= 'suspicious';
    deriveThreat(
      event,
      'Impersonation attempt',
      event.verdict === 'malicious' ? 'high' : 'medium',
      'detected',
    );
  },
};

export const internalEmailProtect: Log = {
  takes: lookup(COMMON, TRANSPORT, {
    route,
    url: firstUrl,
    urlCategory: into('urlCategory', text),
    scanResults: into('reason', text),
  }),
  finish(event) {
    event.verdict = 'suspicious';
    deriveThreat(event, 'Threat in internal message', 'medium', 'detected');
  },
};

const CLICK_LEVEL: Readonly<Record<Verdict, Level>> = {
  malicious: 'medium',
  suspicious: 'low',
  clean: 'informational',
};

/** A click that was allowed has a higher level. */
export function judgeClick(event: Event): void {
  const verdict = event.verdict ?? 'suspicious';
  const wasAllowed = event.disposition === 'allowed' && verdict === 'malicious';
  deriveThreat(event, 'Link clicked', wasAllowed ? 'high' : CLICK_LEVEL[verdict], 'detected');
  if (event.disposition === 'blocked') event.name = 'Link blocked';
  if (event.disposition === 'alerted') event.name = 'Link warned about';
}

export const urlProtect: Log = {
  takes: lookup(COMMON, TRANSPORT, {
    route,
    url: firstUrl,
    urlCategory: into('urlCategory', text),
    sourceIp: into('sourceIp', ip),
    blockReason: into('reason', text),
    analysis,
  }),
  finish(event) {
    if (event.disposition === 'allowed') event.verdict = 'clean';
    else if (event.reason === 'malicious') event.verdict = 'malicious';
    else event.verdict = 'suspicious';
    [event.user] = event.to;
    judgeClick(event);
  },
};
