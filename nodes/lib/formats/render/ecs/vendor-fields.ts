import type { Event } from '../../event';
import { put } from '../../field-mapping';
import { asText } from '../sanitize';
import { unused } from '../key-cache';
import { type Json, nest } from './unflatten';

const optionalText = (value: string | number | boolean | undefined): string | undefined =>
  value === undefined ? undefined : String(value);

const eventFields = (event: Event): Json =>
  nest({
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
    status: event.judgement?.status,
    remediation: event.judgement?.remediation,
  });

/** Every value is a text or a list of texts, so that each name has one type in the index. Dots in names would create objects. */
export function own(event: Event): Json {
  const all: Json = {};
  const ofEvent = eventFields(event);
  const taken = { has: (name: string) => Object.hasOwn(ofEvent, name) || Object.hasOwn(all, name) };
  for (const name of Object.keys(event.rest)) {
    const value = event.rest[name];
    const key = name.replace(/[^A-Za-z0-9_-]+/g, '_').slice(0, 100) || '_';
    const scalars = Array.isArray(value) && value.every((one) => typeof one !== 'object');
    put(all, unused(key, taken), scalars ? value.map(asText) : asText(value));
  }
  return Object.assign(all, ofEvent);
}
