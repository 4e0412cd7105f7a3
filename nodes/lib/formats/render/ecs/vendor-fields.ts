import type { Event } from '../../event';
import { setSafe } from '../../field-mapping';
import { uniqueKey } from '../key-cache';
import { toText } from '../sanitize';
import { compact, type Json } from './compact';

const optionalText = (value: string | number | boolean | undefined): string | undefined =>
  value === undefined ? undefined : String(value);

const eventFields = (event: Event): Json =>
  compact({
    disposition: event.disposition,
    url_category: event.urlCategory,
    spam_score: optionalText(event.spamScore),
    spf: event.spf,
    dkim: event.dkim,
    dmarc: event.dmarc,
    size: optionalText(event.size),
    attempts: optionalText(event.attempts),
    indicators: event.indicators.length > 0 ? event.indicators : undefined,
    malware: event.malware,
    entity: event.entity,
    entity_type: event.entityType,
    user_disabled: optionalText(event.userDisabled),
    status: event.assessment?.status,
    remediation: event.assessment?.remediation,
  });

/** Every value is a text or a list of texts, so that each name has one type in the index. Dots in names would create objects. */
export function vendorFields(event: Event): Json {
  const all: Json = {};
  const ofEvent = eventFields(event);
  const taken = { has: (name: string) => Object.hasOwn(ofEvent, name) || Object.hasOwn(all, name) };
  for (const name of Object.keys(event.unmapped)) {
    const value = event.unmapped[name];
    const key = name.replace(/[^A-Za-z0-9_-]+/g, '_').slice(0, 100) || '_';
    const scalars = Array.isArray(value) && value.every((one) => typeof one !== 'object');
    setSafe(all, uniqueKey(key, taken), scalars ? value.map(toText) : toText(value));
  }
  return Object.assign(all, ofEvent);
}
