/** The logs of Targeted Threat Protection (wire.md 10.1 to 10.3). */
import type { Event, ThreatVerdict } from '../event';
import { type FieldMapper, field, type LogMapping, mergeFields, setSafe } from '../field-mapping';
import { parseAddress } from '../parsers/address';
import { parseHash, toFileInfo } from '../parsers/attachments';
import { parseIp } from '../parsers/ip';
import { parseBoolean, parseText, parseTexts, parseWord } from '../parsers/scalar';
import { API_MAIL, mapRecordId } from './shared/api-members';
import { mapFirstUrl, mapRecipientText } from './shared/mail-members';
import { deriveClick } from './siem-threats';

const VERDICTS: ReadonlyMap<string, ThreatVerdict> = new Map<string, ThreatVerdict>([
  ['clean', 'clean'],
  ['safe', 'clean'],
  ['malicious', 'malicious'],
  ['unsafe', 'malicious'],
  ['suspicious', 'suspicious'],
  ['timeout', 'suspicious'],
  ['error', 'suspicious'],
  ['unknown', 'suspicious'],
]);

/** Keeps the original value as the reason, because several values map to the same verdict. */
const mapVerdict: FieldMapper = (event, value) => {
  const found = parseWord(value);
  if (found === undefined) return false;
  event.verdict = VERDICTS.get(found.toLowerCase());
  event.reason = found;
  return true;
};

/** Repeats the action, as a text or an array, possibly in another case. */
const actions: FieldMapper = (event, value) => {
  const [only, ...others] = parseTexts(value);
  return others.length === 0 && only?.toLowerCase() === event.action?.toLowerCase();
};

/** Normalises a text or an array to an array. */
const asList =
  (name: string): FieldMapper =>
  (event, value) => {
    const found = parseTexts(value);
    if (found.length > 0) setSafe(event.unmapped, name, found);
    return found.length > 0;
  };

export const ttpUrl: LogMapping = {
  fields: mergeFields(API_MAIL, {
    userEmailAddress: mapRecipientText,
    fromUserEmailAddress: field('from', parseAddress),
    url: mapFirstUrl,
    ttpDefinition: field('policy', parseText),
    scanResult: mapVerdict,
    category: field('urlCategory', parseText),
    sendingIp: field('sourceIp', parseIp),
    actions,
    emailPartsDescription: asList('emailPartsDescription'),
  }),
  derive(event) {
    [event.user] = event.to;
    deriveClick(event);
  },
};

const fileName: FieldMapper = (event, value) => {
  const name = parseText(value);
  if (name === undefined) return false;
  event.files = [toFileInfo({ ...event.files[0], name })];
  return true;
};

const fileMember =
  (name: 'mimeType' | 'sha256', read: (value: unknown) => string | undefined): FieldMapper =>
  (event, value) => {
    const found = read(value);
    if (found === undefined) return false;
    event.files = [{ ...toFileInfo({}), ...event.files[0], [name]: found }];
    return true;
  };

/** Collapses the padding and line breaks of the text. */
const details: FieldMapper = (event, value) => {
  event.message = parseText(value)?.replace(/\s+/g, ' ').trim();
  return event.message !== undefined;
};

function deriveAttachment(event: Event): void {
  const isClean = event.verdict === 'clean';
  event.kind = 'threat';
  event.activity = 'create';
  event.name = isClean
    ? 'Attachment found safe'
    : event.verdict === 'malicious'
      ? 'Malicious attachment'
      : 'Attachment not judged';
  event.level = isClean ? 'informational' : event.verdict === 'malicious' ? 'high' : 'low';
  event.disposition = isClean ? 'allowed' : 'detected';
}

export const ttpAttachment: LogMapping = {
  fields: mergeFields(API_MAIL, {
    fileName,
    fileType: fileMember('mimeType', parseText),
    fileHash: fileMember('sha256', (value) => parseHash(value, 'sha256')),
    result: mapVerdict,
    actionTriggered: field('action', parseText),
    details,
    definition: field('policy', parseText),
  }),
  derive: deriveAttachment,
};

/** The API misspells one identifier (wire.md 10.3). */
const identifiers: FieldMapper = (event, value) => {
  event.indicators = parseTexts(value).map((one) =>
    one === 'repy_address_mismatch' ? 'reply_address_mismatch' : one,
  );
  return event.indicators.length > 0;
};

const mapTaggedMalicious: FieldMapper = (event, value) => {
  const found = parseBoolean(value);
  if (found === undefined) return false;
  event.verdict = found ? 'malicious' : 'suspicious';
  setSafe(event.unmapped, 'taggedMalicious', found);
  return true;
};

export const ttpImpersonation: LogMapping = {
  fields: mergeFields(API_MAIL, {
    id: mapRecordId,
    definition: field('policy', parseText),
    identifiers,
    senderIpAddress: field('sourceIp', parseIp),
    taggedMalicious: mapTaggedMalicious,
  }),
  derive(event) {
    // inbound mail only
    event.direction ??= 'inbound';
    event.verdict ??= 'suspicious';
    event.kind = 'threat';
    event.activity = 'create';
    event.name = 'Impersonation attempt';
    event.level = event.verdict === 'malicious' ? 'high' : 'medium';
    event.disposition ??= 'detected';
  },
};
