/** The logs of Targeted Threat Protection (wire.md 10.1 to 10.3). */
import { isJsonObject } from '../../contracts/json';
import type { Disposition, Event, Level, ThreatVerdict } from '../event';
import {
  type FieldMapper,
  type FieldTable,
  field,
  type LogMapping,
  mergeFields,
  setSafe,
} from '../field-mapping';
import { parseIp } from '../parsers/ip';
import { isBlank, parseBoolean, parseText, parseTexts, parseWholeNumber, parseWord } from '../parsers/scalar';
import { API_MAIL, mapRecordId, mapSender } from './shared/api-members';
import { deriveClick, occasionOf } from './shared/clicks';
import { API_FILE } from './shared/files';
import { mapTaggedMalicious } from './shared/judgements';
import { mapFirstUrl } from './shared/mail-members';
import { mapRecipients } from './shared/people';

const VERDICTS: ReadonlyMap<string, ThreatVerdict> = new Map<string, ThreatVerdict>([
  ['clean', 'clean'],
  ['safe', 'clean'],
  ['malicious', 'malicious'],
  ['unsafe', 'malicious'],
  ['suspicious', 'suspicious'],
]);

/**
 * Keeps the original value as the reason, because several values map to the same verdict. Any other value, as `timeout`
 * and `error` of a sandbox, is no verdict of the content.
 */
const mapVerdict: FieldMapper = (event, value) => {
  const found = parseWord(value);
  if (found === undefined || event.reason !== undefined) return false;
  event.verdict = VERDICTS.get(found.toLowerCase()) ?? 'unknown';
  event.reason = found;
  return true;
};

/** Mostly repeats the action, as a text or an array. Another spelling is kept. */
const actions: FieldMapper = (event, value) => {
  const [only, ...others] = Array.isArray(value) ? value : [value];
  return others.length === 0 && only === event.action;
};

/** Normalises a text or an array of texts to an array. */
const asList: FieldMapper = (event, value, member) => {
  if (typeof value !== 'string') return false;
  setSafe(event.unmapped, member, [value]);
  return true;
};

/** The names of the tags. Their details stay in `unmapped`. */
const tagMap: FieldMapper = (event, value) => {
  if (isJsonObject(value))
    event.tags = [...event.tags, ...Object.keys(value).filter((name) => !isBlank(name))];
  return false;
};

/** What the user did when the link was warned about. */
const userAwarenessAction: FieldMapper = (event, value) => {
  const found = parseWord(value);
  if (found !== undefined) event.message ??= `Answer of the user to the warning: ${found}`;
  return false;
};

/** Members of URL logs. One source has them in impersonation logs too. */
const URL_LOG: FieldTable = {
  userEmailAddress: mapRecipients,
  fromUserEmailAddress: mapSender,
  ttpDefinition: field('policy', parseText),
  sendingIp: field('sourceIp', parseIp),
  actions,
  tagMap,
  emailPartsDescription: asList,
};

export const ttpUrl: LogMapping = {
  fields: mergeFields(API_MAIL, URL_LOG, {
    url: mapFirstUrl,
    scanResult: mapVerdict,
    category: field('urlCategory', parseText),
    userAwarenessAction,
  }),
  derive(event, record) {
    deriveClick(event, occasionOf(parseWord(record['creationMethod'])));
  },
};

/** The padding and line breaks of the text are collapsed in the message, and the text is kept. */
const details: FieldMapper = (event, value) => {
  const found = parseText(value);
  if (found === undefined || event.message !== undefined) return false;
  event.message = found.replace(/\s+/g, ' ').trim();
  return event.message === found;
};

interface Judged {
  readonly name: string;
  readonly level: Level;
  readonly disposition: Disposition;
}

const JUDGED: Readonly<Record<ThreatVerdict, Judged>> = {
  clean: { name: 'Attachment found safe', level: 'informational', disposition: 'allowed' },
  malicious: { name: 'Malicious attachment', level: 'high', disposition: 'detected' },
  suspicious: { name: 'Suspicious attachment', level: 'low', disposition: 'detected' },
  unknown: { name: 'Attachment not judged', level: 'low', disposition: 'detected' },
};

function deriveAttachment(event: Event): void {
  event.verdict ??= 'unknown';
  const { name, level, disposition } = JUDGED[event.verdict];
  event.kind = 'threat';
  event.activity = 'create';
  event.name = name;
  event.level = level;
  event.disposition ??= disposition;
}

export const ttpAttachment: LogMapping = {
  fields: mergeFields(API_MAIL, API_FILE, {
    result: mapVerdict,
    actionTriggered: field('action', parseText),
    details,
    definition: field('policy', parseText),
  }),
  derive: deriveAttachment,
};

/** The API misspells one identifier (wire.md 10.3). A list that is not held as it is stays too. */
const identifiers: FieldMapper = (event, value) => {
  event.indicators = parseTexts(value).map((one) =>
    one === 'repy_address_mismatch' ? 'reply_address_mismatch' : one,
  );
  const original: readonly unknown[] = Array.isArray(value) ? value : [value];
  return original.length > 0 && original.every((one, index) => one === event.indicators[index]);
};

const addTag = (event: Event, tag: string): void => {
  event.tags = [...event.tags, tag];
};

const taggedExternal: FieldMapper = (event, value) => {
  if (parseBoolean(value) === true) addTag(event, 'external');
  return false;
};

const category: FieldMapper = (event, value) => {
  const found = parseWord(value);
  if (found !== undefined) addTag(event, found);
  return false;
};

/** Longer lists say nothing more. */
const MAX_RESULTS = 10;

const resultText = (one: unknown): string | undefined => {
  if (!isJsonObject(one)) return undefined;
  const check = parseWord(one['impersonationDomainSource']) ?? parseWord(one['checkType']);
  const found = parseWord(one['stringSimilarToDomain']) ?? parseWord(one['similarDomain']);
  return check === undefined ? found : `${check}${found === undefined ? '' : `: ${found}`}`;
};

/** What looked like somebody else, in a sentence. The whole list stays. */
const impersonationResults: FieldMapper = (event, value) => {
  const all = Array.isArray(value) ? value.slice(0, MAX_RESULTS).map(resultText) : [];
  const found = all.filter((one) => one !== undefined);
  if (found.length > 0) event.message ??= found.join('; ');
  return false;
};

/** What leaves a message as it is. */
const UNTOUCHED: ReadonlySet<Disposition | undefined> = new Set([undefined, 'allowed', 'detected']);

/** The checks were counted, none matched, and nothing was done. */
const hasNoHits = ({ indicators, verdict, disposition, unmapped }: Event): boolean =>
  parseWholeNumber(unmapped['hits']) === 0 &&
  indicators.length === 0 &&
  verdict !== 'malicious' &&
  UNTOUCHED.has(disposition);

export const ttpImpersonation: LogMapping = {
  fields: mergeFields(API_MAIL, URL_LOG, {
    scanResult: field('reason', parseText),
    impersonationResults,
    taggedExternal,
    category,
    id: mapRecordId,
    definition: field('policy', parseText),
    identifiers,
    senderIpAddress: field('sourceIp', parseIp),
    taggedMalicious: mapTaggedMalicious,
  }),
  derive(event) {
    // inbound mail only
    event.direction ??= 'inbound';
    event.kind = 'threat';
    event.activity = 'create';
    if (hasNoHits(event)) {
      event.verdict = 'clean';
      event.name = 'No impersonation found';
      event.level = 'informational';
      event.disposition ??= 'allowed';
      return;
    }
    event.verdict ??= 'suspicious';
    event.name = 'Impersonation attempt';
    event.level = event.verdict === 'malicious' ? 'high' : 'medium';
    event.disposition ??= 'detected';
  },
};
