/** Members that all mail logs share, and their mappers. */

import { also, type FieldMapper, type FieldTable, field } from '../../field-mapping';
import { parseDirection } from '../../parsers/direction';
import { decodeWords } from '../../parsers/encoded-word';
import { parseDomain, parseIp } from '../../parsers/ip';
import { parseJsonList } from '../../parsers/json-text';
import { parseNumber, parseText, parseWholeNumber, parseWord } from '../../parsers/scalar';
import { parseTime } from '../../parsers/time';
import { isUrlLike, labelledUrl } from '../../parsers/url';
import { setAction } from './dispositions';
import { mapPerson, mapRecipients } from './people';

/** Encoded words of a subject are decoded. */
export const mapSubject: FieldMapper = (event, value) => {
  const found = parseText(value);
  if (found === undefined || event.subject !== undefined) return false;
  event.subject = decodeWords(found);
  return true;
};

export const mapAction: FieldMapper = (event, value) => {
  const found = parseWord(value);
  if (found === undefined || event.action !== undefined) return false;
  setAction(event, found);
  return true;
};

/** `route`, if it is a direction. In deliveries it is the name of a route, and goes into `unmapped`. */
export const mapRoute = field('direction', parseDirection);

/** A link. A word or a sentence in a member for one stays unmapped. */
export const mapFirstUrl: FieldMapper = (event, value) => {
  const found = Array.isArray(value) ? value.map(parseText) : urlsInText(parseText(value));
  const urls = found?.map((one) => one?.trim()).filter((one) => one !== undefined) ?? [];
  if (urls.length === 0 || urls.length < (found?.length ?? 0)) return false;
  if (event.urls.length > 0 || !urls.every(isUrlLike)) return false;
  event.urls = urls;
  return true;
};

/** A comma and a blank can be a part of a link, but not before the scheme of another one. */
const BETWEEN_URLS = /(?:[,;]|(?<![\s,;]))\s+(?=[a-z][a-z0-9+.-]{0,30}:\/\/)/i;
/** Without the blank, a comma can be a part of a link even there, but not of its host. */
const HOSTS = /^(?:[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/?#,;]{1,255}[,;](?=[a-z][a-z0-9+.-]{0,30}:\/\/))+/i;

function afterHosts(text: string): readonly string[] {
  const hosts = HOSTS.exec(text)?.[0] ?? '';
  return [...hosts.split(/[,;]/).slice(0, -1), text.slice(hosts.length)];
}

function urlsInText(text: string | undefined): readonly (string | undefined)[] | undefined {
  if (text === undefined) return undefined;
  const printed = parseJsonList(text);
  if (printed !== undefined) return printed.map(parseText);
  return text.split(BETWEEN_URLS).flatMap(afterHosts);
}

/** Members of all types (wire.md 4.3), under their names in the batch and in the stream feed. */
export const COMMON: FieldTable = {
  accountId: (event, value) => parseText(value) === event.origin.account,
  aggregateId: field('traceId', parseText),
  processingId: also(field('processingId', parseText)),
  timestamp: field('time', parseTime),
  type: (event, value) => value === event.origin.type,
  eventType: (event, value) => value === event.origin.type,
  // if set, it repeats the action
  subtype: (event, value) => value === event.action,
  subType: (event, value) => value === event.action,
  messageId: field('messageId', parseText),
  senderEnvelope: mapPerson('from', 'fromName'),
  senderHeader: mapPerson('headerFrom', 'headerFromName'),
  recipients: mapRecipients,
  recipient: mapRecipients,
  subject: mapSubject,
  senderIp: field('sourceIp', parseIp),
  senderDomain: field('sourceDomain', parseDomain),
  direction: field('direction', parseDirection),
  action: mapAction,
};

/** The text of a refusal, and the link that it names as its reason. */
const mapRejectionInfo: FieldMapper = (event, value) => {
  const found = parseText(value);
  if (found === undefined || event.message !== undefined) return false;
  event.message = found;
  const link = event.urls.length === 0 ? labelledUrl(found) : undefined;
  if (link !== undefined) event.urls = [link];
  return true;
};

/** `sourceIp`: the address of the user who clicked (wire.md 4.3 and 5). */
export const mapClickerIp: FieldMapper = (event, value, member) => {
  if (!mapSourceIp(event, value, member)) return false;
  event.sourceIsUser = true;
  return true;
};
const mapSourceIp = field('sourceIp', parseIp);

/** Sizes, TLS and rejections. */
export const TRANSPORT: FieldTable = {
  emailSize: field('size', parseWholeNumber),
  numberAttachments: also(field('attachmentCount', parseWholeNumber)),
  totalSizeAttachments: also(field('attachmentsSize', parseWholeNumber)),
  tlsVersion: field('tlsVersion', parseText),
  tlsCipher: field('tlsCipher', parseText),
  rejectionType: field('reason', parseText),
  rejectionCode: (event, value) => {
    const found = parseText(value);
    if (found === undefined || found === '0' || event.code !== undefined) return false;
    event.code = found;
    return true;
  },
  rejectionInfo: mapRejectionInfo,
  spamScore: field('spamScore', parseNumber),
};
