/** entities, mailflow, urlclick (wire.md 5). Lists are arrays here, and words are in upper case. */

import { mix } from '../common/random';
import type { FileContext, Message } from './message';
import { BAD_URLS, STAFF } from './sample-data';

const THREAT_STATES = ['DELIVERED', 'DELIVERED', 'DELIVERY_IN_PROGRESS', 'BLOCKED'];
const THREAT_TYPES = ['NO_DETECTIONS', 'NO_DETECTIONS', 'MALWARE', 'POLICIES_DISABLED', 'PHISHING'];
const AUTH_RESULTS = ['pass', 'pass', 'fail', 'none'];
const POLICIES = ['[{"action":"NONE","mode":"ENABLED","name":"Default"}]', 'null', '[]'];
const TAGS = ['null', 'null', '["EXTERNAL"]', '[]'];
const ATTACHMENT_LISTS = ['[]', '[]', '["quote.pdf"]', '["a, b.docx","terms.pdf"]'];

/** A UUID that all records of one message share. */
function aggregateId({ seed }: FileContext, { index }: Message): string {
  const hex = [1, 2, 3, 4].map((part) => mix(mix(seed, part), index).toString(16).padStart(8, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function head(of: Message, period: FileContext, after: number, type: string, subtype: string): string {
  return (
    `{"accountId":"${period.accountCode}","aggregateId":"${aggregateId(period, of)}",` +
    `"processingId":"${of.processingId}","timestamp":${of.at + after},"type":"${type}","subtype":${subtype}`
  );
}

export function entities(of: Message, period: FileContext): string {
  const { random } = of;
  const others = random.below(5) === 0 ? [random.pick(STAFF)] : [];
  const recipients = JSON.stringify([...new Set([of.recipient, ...others])]);
  return (
    `${head(of, period, 0, 'entities', random.pick(['"INITIAL"', '"UPDATED"', 'null']))},"messageId":${of.messageId},` +
    `"subject":${of.subject},"senderEnvelope":"${of.sender}","senderHeader":"${of.sender}","senderIp":${of.senderIp},` +
    `"recipients":${recipients},"direction":"${of.direction.toUpperCase()}","historicalMail":${random.chance(0.05)},` +
    `"source":"OFFICE_365_MAIL","attachments":${random.pick(ATTACHMENT_LISTS)},"policiesApplied":${random.pick(POLICIES)},` +
    `"tags":${random.pick(TAGS)},"threatState":"${random.pick(THREAT_STATES)}","threatType":"${random.pick(THREAT_TYPES)}"}`
  );
}

export function mailflow(of: Message, period: FileContext): string {
  const { random } = of;
  const results = ['SPF', 'DKIM', 'DMARC'].map((type) => ({
    type,
    result: random.pick(AUTH_RESULTS),
    aligned: random.pick([true, false, null]),
  }));
  return (
    `${head(of, period, 700, 'mailflow', 'null')},"messageId":${of.messageId},` +
    `"authResults":${JSON.stringify(results)}}`
  );
}

export function urlclick(of: Message, period: FileContext): string {
  const { random } = of;
  const action = random.pick(['BLOCK', 'ALLOW', 'ALLOW', 'WARN']);
  const blocked = action === 'BLOCK';
  const url = `${random.pick(BAD_URLS)}${of.index}`;
  return (
    `${head(of, period, random.below(600_000), 'urlclick', blocked ? '"BLOCKED"' : '"ALLOWED"')},"action":"${action}",` +
    `"originalUrl":"${url}","redirectUrl":"${blocked ? 'https://protect.example/block' : url}"` +
    `${blocked ? `,"sourceIp":${of.senderIp}` : ''}}`
  );
}
