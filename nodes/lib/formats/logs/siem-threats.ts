/** av, spam, attachment / impersonation / internal email / url protect (wire.md 4.3). */
import { isJsonObject } from '../../contracts/json';
import type { Disposition, Event, Level, ThreatVerdict } from '../event';
import { type FieldMapper, field, type LogMapping, mergeFields, setSafe } from '../field-mapping';
import { parseIp } from '../parsers/ip';
import { parseJsonObject } from '../parsers/json-text';
import { saysNothingFound } from '../parsers/malware';
import { parseBoolean, parseText, parseTexts } from '../parsers/scalar';
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

export const av: LogMapping = {
  fields: THREAT,
  derive(event) {
    if (saysNothingFound(event.unmapped['virusFound'])) {
      event.verdict = 'clean';
      deriveThreat(event, 'Message found free of malware', 'informational', 'allowed');
      return;
    }
    // a refusal in place of a name: what was found is not known
    if (event.malware === undefined && event.unmapped['virusFound'] !== undefined) {
      event.verdict = 'unknown';
      deriveThreat(event, 'Message stopped by the malware check', 'low', 'blocked');
      return;
    }
    event.verdict = 'malicious';
    deriveThreat(event, 'Malware in message', 'high', 'blocked');
  },
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
  derive(event) {
    event.verdict = 'malicious';
    deriveThreat(event, 'Malicious attachment', 'high', 'blocked');
  },
};

export const impersonationProtect: LogMapping = {
  fields: mergeFields(COMMON, TRANSPORT, Object.fromEntries(CHECKS.map((name) => [name, mapCheck(name)])), {
    route: mapRoute,
    policyDefinition: field('policy', parseText),
    taggedMalicious: mapTaggedMalicious,
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
