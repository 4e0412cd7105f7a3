/** Members in which Mimecast judges a message: spam, authentication, malware, malicious content. */
import type { Event, Level } from '../../event';
import { type FieldMapper, setSafe } from '../../field-mapping';
import { parseMalware } from '../../parsers/malware';
import { parseBoolean } from '../../parsers/scalar';
import { parseSpamDetail } from '../../parsers/spam-detail';

/** The label of bulk mail, under the name of its member, which is kept too. */
const GREY = 'greyEmail';

export const mapSpamDetail: FieldMapper = (event, value, member) => {
  const found = parseSpamDetail(value);
  if (found === undefined) return false;
  event.spf ??= found.spf;
  event.dkim ??= found.dkim;
  event.dmarc ??= found.dmarc;
  event.spamDecision ??= found.decision;
  event.spamRisk ??= found.risk;
  if (found.greyEmail === true && !event.tags.includes(GREY)) event.tags = [...event.tags, GREY];
  const isAllHeld =
    event.spf === (found.spf ?? event.spf) &&
    event.dkim === (found.dkim ?? event.dkim) &&
    event.dmarc === (found.dmarc ?? event.dmarc);
  if (!isAllHeld) return false;
  if (Object.keys(found.rest).length > 0) setSafe(event.unmapped, member, found.rest);
  return true;
};

/** `virusFound` may also contain a refusal or a sentence: that is no name of malware, and stays unmapped. */
export const mapMalware: FieldMapper = (event, value) => {
  const found = event.malware === undefined ? parseMalware(value) : undefined;
  if (found === undefined) return false;
  event.malware = found;
  return true;
};

/** Whether the policy tagged the message as malicious. A message without that tag was still found by a check. */
export const mapTaggedMalicious: FieldMapper = (event, value, member) => {
  const found = parseBoolean(value);
  if (found === undefined) return false;
  event.verdict = found ? 'malicious' : 'suspicious';
  setSafe(event.unmapped, member, found);
  return true;
};

/** Malware is worth an alert in any record of the mail flow, whatever was done with the message. */
export function raiseForMalware(event: Event): void {
  if (event.malware !== undefined && MINOR.has(event.level)) event.level = 'medium';
}

const MINOR: ReadonlySet<Level> = new Set<Level>(['unknown', 'informational', 'low']);

export const isTaggedMalicious = ({ unmapped }: Event): boolean =>
  parseBoolean(unmapped['taggedMalicious']) === true;
