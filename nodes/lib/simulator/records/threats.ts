/** av, spam, attachment protect, impersonation protect, internal email protect, url protect (wire.md 4.3). */

import { mix } from '../common/random';
import type { FileContext, Message } from './message';
import { BAD_FILES, BAD_URLS, INTERNAL_DOMAIN, MALWARE, ODD_IPS } from './sample-data';

const IEP_CATEGORIES = ['"Compromised"', '"Phishing & Fraud"', '"Newly Registered"', 'null'];
const SCAN_RESULTS = ['"Blocked URL Category"', '"Similar to internal domain: corp.example"', '""'];
const URL_CATEGORIES = ['"Phishing & Fraud"', '"Malware"', '"Business"', '"Uncategorised"'];
const URL_ACTIONS = ['Block', 'Block', 'Allow', 'Warn'];
const ANALYSES = [
  '"null"',
  'null',
  JSON.stringify(
    JSON.stringify({
      Status: ['CustomerAll', 'VerdictBlock'],
      CredentialTheftEvidence: [],
      CredentialTheftTags: [],
    }),
  ),
  JSON.stringify(
    JSON.stringify({
      Status: ['VerdictAllow'],
      CredentialTheftEvidence: ['password field'],
      CredentialTheftTags: ['login'],
    }),
  ),
];

const flag = (value: boolean): string => (value ? '"true"' : '"false"');

/** A direction in either case, unlike the `route` of a delivery (wire.md 4.3). */
function routeJson(of: Message): string {
  return of.random.chance(0.5) ? `"${of.direction}"` : `"${of.direction.toLowerCase()}"`;
}

function hex(seed: number, length: number): string {
  let text = '';
  for (let i = 0; text.length < length; i++) text += mix(seed, i).toString(16).padStart(8, '0');
  return text.slice(0, length);
}

function hashes(seed: number): string {
  return `"sha1":"${hex(seed ^ 1, 40)}","sha256":"${hex(seed ^ 2, 64)}","md5":"${hex(seed ^ 3, 32)}"`;
}

function head(of: Message, period: FileContext, processingId = of.processingId, at = of.at): string {
  return `{"aggregateId":"${of.aggregateId}","processingId":"${processingId}","accountId":"${period.accountCode}","timestamp":${at}`;
}

export function av(of: Message, period: FileContext): string {
  const file = of.random.pick(BAD_FILES);
  return (
    `${head(of, period)},"fileName":${file.name},"fileExtension":${file.extension},"fileMime":${file.mime},` +
    `${hashes(of.random.next())},"virusFound":${of.random.pick(MALWARE)},"senderEnvelope":"${of.sender}",` +
    `"senderDomain":"${of.senderDomain}","senderDomainInternal":${flag(of.senderDomain === INTERNAL_DOMAIN)},` +
    `"senderIp":${of.senderIp},"route":${routeJson(of)},"recipients":"${of.recipient}",` +
    `"emailSize":"${of.attachmentBytes}","subject":${of.subject},"messageId":${of.messageId},"type":"av","subtype":null}`
  );
}

export function spam(of: Message, period: FileContext): string {
  return (
    `${head(of, period)},"messageId":${of.messageId},"senderEnvelope":"${of.sender}","senderHeader":"${of.sender}",` +
    `"senderDomain":"${of.senderDomain}","subject":${of.subject},"recipients":"${of.recipient}",` +
    `"senderIp":${of.senderIp},"route":${routeJson(of)},"type":"spam","subtype":null}`
  );
}

/** One record for each recipient: they differ in `processingId` and `timestamp` only. Older records have ids and hashes only. */
export function attachmentProtect(of: Message, period: FileContext, copy: number): string {
  const file = of.random.pick(BAD_FILES);
  const start = head(of, period, `${of.processingId}-${copy}`, of.at + copy * 7);
  const common = `"fileName":${file.name},"fileExtension":${file.extension},${hashes(of.random.next())}`;
  if (of.random.below(5) === 0) return `${start},${common},"type":"attachment protect","subtype":null}`;
  return (
    `${start},"senderEnvelope":"${of.sender}","messageId":${of.messageId},"subject":${of.subject},` +
    `"recipient":"${of.recipient}",${common},"fileMime":${file.mime},"sizeAttachment":"${of.attachmentBytes}",` +
    `"senderIp":${of.senderIp},"senderDomain":"${of.senderDomain}","route":${routeJson(of)},` +
    `"type":"attachment protect","subtype":null}`
  );
}

export function impersonationProtect(of: Message, period: FileContext): string {
  const { random } = of;
  const action = random.pick(['Hold', 'Hold', 'Bounce', 'none']);
  return (
    `${head(of, period)},"subject":${of.subject},"senderEnvelope":"${of.sender}","recipients":"${of.recipient}",` +
    `"policyDefinition":"Default Impersonation Definition","newDomain":${flag(random.chance(0.3))},` +
    `"internalUserName":${flag(random.chance(0.6))},"customThreatDictionary":${flag(random.chance(0.1))},` +
    `"mimecastThreatDictionary":${flag(random.chance(0.5))},"action":"${action}","senderIp":${of.senderIp},` +
    `"similarInternalDomain":${flag(random.chance(0.4))},"similarMimecastExternalDomain":${flag(random.chance(0.1))},` +
    `"similarCustomExternalDomain":${flag(random.chance(0.1))},"customNameMatch":${flag(random.chance(0.1))},` +
    `"replyMismatch":${flag(random.chance(0.3))},"itemsDetected":"${1 + random.below(5)}",` +
    `"taggedMalicious":${flag(random.chance(0.7))},"taggedExternal":${flag(random.chance(0.2))},` +
    `"route":${routeJson(of)},"messageId":${of.messageId},"type":"impersonation protect","subtype":"${action}"}`
  );
}

export function internalEmailProtect(of: Message, period: FileContext): string {
  const { random } = of;
  const route = random.chance(0.6) ? 'Internal' : 'Outbound';
  const similar = random.chance(0.2);
  return (
    `${head(of, period)},"messageId":${of.messageId},"senderEnvelope":"ana.silva@${INTERNAL_DOMAIN}",` +
    `"subject":${of.subject},"recipients":"${of.recipient}","urlCategory":${random.pick(IEP_CATEGORIES)},` +
    `"scanResults":${random.pick(SCAN_RESULTS)},"route":"${route}",` +
    `"monitoredDomainSource":${similar ? '"Internal Domains"' : 'null'},"similarDomain":${similar ? '"c0rp.example"' : 'null'},` +
    `"url":"${random.pick(BAD_URLS)}${of.index}","type":"internal email protect","subtype":null}`
  );
}

export function urlProtect(of: Message, period: FileContext): string {
  const { random } = of;
  const action = random.pick(URL_ACTIONS);
  const processingId = `req-${hex(random.next(), 16)}-${of.index.toString(36)}`;
  const source = random.below(20) === 0 ? random.pick(ODD_IPS) : of.senderIp;
  return (
    `${head(of, period, processingId, of.at + random.below(7_200_000))},"urlCategory":${random.pick(URL_CATEGORIES)},` +
    `"action":"${action}","url":"${random.pick(BAD_URLS)}${of.index}","subject":${of.subject},"sourceIp":${source},` +
    `"senderDomain":"${of.senderDomain}","senderEnvelope":"${of.sender}","route":${routeJson(of)},` +
    `"recipients":"${of.recipient}","blockReason":${action === 'Block' ? '"malicious"' : 'null'},` +
    `"messageId":${of.messageId},"analysis":${random.pick(ANALYSES)},"type":"url protect","subtype":"${action}"}`
  );
}
