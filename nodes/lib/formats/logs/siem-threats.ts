/** av, spam, attachment / impersonation / internal email / url protect (wire.md 4.3). */
import { isJsonObject } from '../../contracts/json';
import type { Disposition, Event, Level, ThreatVerdict } from '../event';
import { type FieldMapper, field, type LogMapping, mergeFields, setSafe } from '../field-mapping';
import { parseIp } from '../parsers/ip';
import { parseJsonObject } from '../parsers/json-text';
import { saysNothingFound } from '../parsers/malware';
import { parseBoolean, parseText, parseTexts, parseWholeNumber } from '../parsers/scalar';
import { deriveClick } from './shared/clicks';
import { SIEM_FILE } from './shared/files';
import { isTaggedMalicious, mapMalware, mapTaggedMalicious } from './shared/judgements';
import { COMMON, mapFirstUrl, mapRoute, TRANSPORT } from './shared/mail-members';

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

/** A match becomes an indicator. The member is kept too: that a check did not match is a result as well. */
const mapCheck =
  (name: string): FieldMapper =>
  (event, value) => {
    if (parseBoolean(value) === true) event.indicators = [...event.indicators, name];
    return false;
  };

const analysis: FieldMapper = (event, value, member) => {
  const found = parseJsonObject(value);
  if (found !== undefined) setSafe(event.unmapped, member, found);
  return found !== undefined;
};

const THREAT = mergeFields(COMMON, TRANSPORT, SIEM_FILE, {
  route: mapRoute,
  virusFound: mapMalware,
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

/** The titles of a protection, by what it says. */
interface Titles {
  readonly found: string;
  readonly clean: string;
  readonly passed: string;
}

/** The protection let the message through. */
const isPassed = ({ disposition }: Event): boolean => disposition === 'allowed';
/** It did nothing to the message. */
const isUntouched = (event: Event): boolean =>
  event.disposition === undefined || event.disposition === 'detected' || isPassed(event);

/** A protection that found nothing, or does not say what, and let the message through. false: it found something. */
function derivePassed(event: Event, { clean, passed }: Titles, isClean: boolean): boolean {
  if (!isClean && !isPassed(event)) return false;
  event.verdict = isClean ? 'clean' : 'unknown';
  deriveThreat(event, isClean ? clean : passed, 'informational', 'allowed');
  return true;
}

/** A check for malware. Records of both products have the same members. */
const malwareCheck = (titles: Titles): LogMapping['derive'] =>
  function derive(event) {
    const { virusFound } = event.unmapped;
    const isNamed = event.malware !== undefined || isTaggedMalicious(event);
    if (!isNamed && derivePassed(event, titles, saysNothingFound(virusFound))) return;
    // a refusal in place of a name: what was found is not known
    if (!isNamed && virusFound !== undefined) {
      event.verdict = 'unknown';
      deriveThreat(event, 'Message stopped by the malware check', 'low', 'blocked');
      return;
    }
    event.verdict = 'malicious';
    deriveThreat(event, titles.found, 'high', 'blocked');
  };

export const av: LogMapping = {
  fields: THREAT,
  derive: malwareCheck({
    found: 'Malware in message',
    clean: 'Message found free of malware',
    passed: 'Message passed the malware check',
  }),
};

/** Spam is unwanted, and a threat only if one was found in it. */
export const spam: LogMapping = {
  fields: THREAT,
  derive(event) {
    if (event.malware !== undefined || isTaggedMalicious(event)) {
      event.verdict = 'malicious';
      deriveThreat(event, 'Threat in spam', 'high', 'detected');
      return;
    }
    event.kind = 'mail';
    event.activity = 'scan';
    event.name = 'Spam detected';
    event.level = 'low';
    event.disposition ??= 'detected';
  },
};

export const attachmentProtect: LogMapping = {
  fields: THREAT,
  derive: malwareCheck({
    found: 'Malicious attachment',
    clean: 'Attachment found safe',
    passed: 'Attachment passed the check',
  }),
};

/** The checks were counted, and none matched. */
const hasNoItems = ({ indicators, verdict, unmapped }: Event): boolean =>
  parseWholeNumber(unmapped['itemsDetected']) === 0 && indicators.length === 0 && verdict !== 'malicious';

export const impersonationProtect: LogMapping = {
  fields: mergeFields(COMMON, TRANSPORT, Object.fromEntries(CHECKS.map((name) => [name, mapCheck(name)])), {
    route: mapRoute,
    policyDefinition: field('policy', parseText),
    taggedMalicious: mapTaggedMalicious,
  }),
  derive(event) {
    if (hasNoItems(event) && isUntouched(event)) {
      event.verdict = 'clean';
      deriveThreat(event, 'No impersonation found', 'informational', 'allowed');
      return;
    }
    event.verdict ??= 'suspicious';
    deriveThreat(
      event,
      'Impersonation attempt',
      event.verdict === 'malicious' ? 'high' : 'medium',
      'detected',
    );
  },
};

const INTERNAL: Titles = {
  found: 'Threat in internal message',
  clean: 'Internal message found safe',
  passed: 'Internal message passed the check',
};

export const internalEmailProtect: LogMapping = {
  fields: mergeFields(COMMON, TRANSPORT, {
    route: mapRoute,
    url: mapFirstUrl,
    urlCategory: field('urlCategory', parseText),
    scanResults: field('reason', parseText),
  }),
  derive(event) {
    const isClean = isUntouched(event) && saysNothingFound(event.reason);
    const isSilent = event.reason === undefined || isClean;
    if (isSilent && derivePassed(event, INTERNAL, isClean)) return;
    event.verdict = 'suspicious';
    deriveThreat(event, INTERNAL.found, 'medium', 'detected');
  },
};

/** Words of `analysis.Status` that are a verdict. */
const statusOf = ({ unmapped: { analysis: found } }: Event): ReadonlySet<string> =>
  new Set(isJsonObject(found) ? parseTexts(found['Status']).map((word) => word.toLowerCase()) : []);

/**
 * `blockReason` has the verdict of what was found. An allowed link without one is clean only if the analysis says so: a
 * link is also allowed because of a permitted sender or a managed URL, without a scan (wire.md 4.3).
 */
function urlVerdict(event: Event): ThreatVerdict {
  if (event.reason !== undefined || event.disposition !== 'allowed')
    return event.reason?.trim().toLowerCase() === 'malicious' ? 'malicious' : 'suspicious';
  const status = statusOf(event);
  if (status.has('verdictblock')) return 'suspicious';
  return status.has('verdictallow') ? 'clean' : 'unknown';
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
    event.verdict = urlVerdict(event);
    deriveClick(event);
  },
};
