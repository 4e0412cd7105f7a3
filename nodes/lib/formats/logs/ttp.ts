/** The logs of Targeted Threat Protection (wire.md 10.1 to 10.3). */
import type { Event, Verdict } from '../event';
import { address } from '../parsers/address';
import { file } from '../parsers/attachments';
import { hash } from '../parsers/hash';
import { ip } from '../parsers/ip';
import { boolean, text, texts, word } from '../parsers/scalar';
import { into, lookup, put, type Take } from '../field-mapping';
import { API_MAIL, recordId } from './shared/api-members';
import type { Log } from './log';
import { firstUrl, to } from './shared/mail-members';
import { judgeClick } from './siem-threats';

const VERDICTS: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
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
const mapVerdict: Take = (event, value) => {
  const found = word(value);
  if (found === undefined) return false;
  event.verdict = VERDICTS.get(found.toLowerCase());
  event.reason = found;
  return true;
};

/** Repeats the action, as a text or an array, possibly in another case. */
const actions: Take = (event, value) => {
  const [only, ...others] = texts(value);
  return others.length === 0 && only?.toLowerCase() === event.action?.toLowerCase();
};

/** Normalises a text or an array to an array. */
const asList =
  (name: string): Take =>
  (event, value) => {
    const found = texts(value);
    if (found.length > 0) put(event.rest, name, found);
    return found.length > 0;
  };

export const ttpUrl: Log = {
  takes: lookup(API_MAIL, {
    userEmailAddress: to,
    fromUserEmailAddress: into('from', address),
    url: firstUrl,
    ttpDefinition: into('policy', text),
    scanResult: mapVerdict,
    category: into('urlCategory', text),
    sendingIp: into('sourceIp', ip),
    actions,
    emailPartsDescription: asList('emailPartsDescription'),
  }),
  finish(event) {
    [event.user] = event.to;
    judgeClick(event);
  },
};

const fileName: Take = (event, value) => {
  const name = text(value);
  if (name === undefined) return false;
  event.files = [file({ ...event.files[0], name })];
  return true;
};

const fileMember =
  (name: 'mimeType' | 'sha256', read: (value: unknown) => string | undefined): Take =>
  (event, value) => {
    const found = read(value);
    if (found === undefined) return false;
    event.files = [{ ...file({}), ...event.files[0], [name]: found }];
    return true;
  };

/** Collapses the padding and line breaks of the text. */
const details: Take = (event, value) => {
  event.message = text(value)?.replace(/\s+/g, ' ').trim();
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

export const ttpAttachment: Log = {
  takes: lookup(API_MAIL, {
    fileName,
    fileType: fileMember('mimeType', text),
    fileHash: fileMember('sha256', (value) => hash(value, 'sha256')),
    result: mapVerdict,
    actionTriggered: into('action', text),
    details,
    definition: into('policy', text),
  }),
  finish: deriveAttachment,
};

/** The API misspells one identifier (wire.md 10.3). */
const identifiers: Take = (event, value) => {
  event.indicators = texts(value).map((one) =>
    one === 'repy_address_mismatch' ? 'reply_address_mismatch' : one,
  );
  return event.indicators.length > 0;
};

const mapTaggedMalicious: Take = (event, value) => {
  const found = boolean(value);
  if (found === undefined) return false;
  event.verdict = found ? 'malicious' : 'suspicious';
  put(event.rest, 'taggedMalicious', found);
  return true;
};

export const ttpImpersonation: Log = {
  takes: lookup(API_MAIL, {
    id: recordId,
    definition: into('policy', text),
    identifiers,
    senderIpAddress: into('sourceIp', ip),
    taggedMalicious: mapTaggedMalicious,
  }),
  finish(event) {
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
