/** receipt, process, delivery, journal (wire.md 4.3): the stages of one message. */

import type { FileContext, Message } from './message';
import { HOSTNAMES, NEXT_HOPS, ODD_IPS, REJECTIONS, ROUTES, STAFF } from './sample-data';
import { SPAM_DETAILS } from './spam-detail';

const RECEIPT_ACTIONS = [
  ...Array(20).fill('Acc'),
  'Rej',
  'Rej',
  'Ign',
  'Bnc',
  'Sdbx',
  'Rty',
  'Allow',
] as const;
const PROCESS_ACTIONS = [
  ...Array(16).fill('Acc'),
  'Hld',
  'Hld',
  'Sdbx',
  'Bnc',
  'Rty',
  'Ign',
  'Allow',
] as const;
const HOLD_REASONS = ['"Spm"', '"Oth"', '"Spm"', 'null'];
const LEVELS = [
  '"relaxed"',
  '"moderate"',
  '"aggressive"',
  '"cluster"',
  '"whitelisted_cluster"',
  'null',
  'null',
  '"0"',
];
const SPAM_INFO = ['"[]"', 'null', '"Suspected spam, score over policy"', '""'];
const TLS_USED = ['"Yes"', '"No"', '"true"', '"false"'];
const DELIVERY_ERRORS = ['"Connection timed out"', '"4.4.1 No answer from host"', '""'];
const ENVELOPE_ODDITIES = ['null', '""', '"<>"'];

/** Both cases occur, because the case changed in mid-2025; sometimes there is no direction (wire.md 4.3). */
export function directionJson(of: Message): string {
  const roll = of.random.below(40);
  if (roll === 0) return 'null';
  return roll < 24 ? `"${of.direction.toLowerCase()}"` : `"${of.direction}"`;
}

function envelopeJson(of: Message): string {
  return of.random.below(50) === 0 ? of.random.pick(ENVELOPE_ODDITIES) : `"${of.sender}"`;
}

/** Members that vanished, or were added without notice (wire.md 14, rows 39 and 40). */
function extraMembers(of: Message): string {
  const roll = of.random.below(60);
  if (roll === 0) return `,"_offset":${of.index},"_partition":${of.index % 64}`;
  return roll === 1 ? ',"classificationTags":null' : '';
}

export function receipt(of: Message, period: FileContext): string {
  const { random } = of;
  const action = of.hostile && random.chance(0.5) ? 'Rej' : random.pick(RECEIPT_ACTIONS);
  const rejection = action === 'Rej' ? random.pick(REJECTIONS) : undefined;
  const ip = random.below(60) === 0 ? random.pick(ODD_IPS) : of.senderIp;
  const virusMember =
    random.below(16) === 0 ? '' : `,"virusFound":${random.below(200) === 0 ? '"RBL: bl.example"' : 'null'}`;
  return (
    `{"aggregateId":"${of.aggregateId}","processingId":"${of.processingId}","accountId":"${period.accountCode}",` +
    `"timestamp":${of.at},"action":"${action}","senderEnvelope":${envelopeJson(of)},"messageId":${of.messageId},` +
    `"subject":${random.below(50) === 0 ? 'null' : of.subject},"recipients":"${of.recipient}","senderIp":${ip},` +
    `"rejectionType":${rejection?.type ?? 'null'},"rejectionCode":${rejection?.code ?? 'null'},` +
    `"direction":${directionJson(of)},"numberAttachments":"${of.attachments.count}","senderHeader":"${of.sender}",` +
    `"rejectionInfo":${rejection?.info ?? 'null'},"tlsVersion":${of.tls.version},"tlsCipher":${of.tls.cipher},` +
    `"spamInfo":${random.pick(SPAM_INFO)},"spamProcessingDetail":${random.pick(SPAM_DETAILS)}${virusMember},` +
    `"spamScore":${random.below(9) === 0 ? 'null' : `"${random.below(of.hostile ? 60 : 12)}"`},` +
    `"spamDetectionLevel":${random.pick(LEVELS)},"receiptErrors":null${extraMembers(of)},"type":"receipt","subtype":"${action}"}`
  );
}

export function process(of: Message, period: FileContext): string {
  const { random } = of;
  const action = of.hostile && random.chance(0.6) ? 'Hld' : random.pick(PROCESS_ACTIONS);
  const bytes = of.attachments.count === 0 ? 0 : of.attachmentBytes;
  const detail = random.below(4) === 0 ? `,"spamProcessingDetail":${random.pick(SPAM_DETAILS)}` : '';
  return (
    `{"aggregateId":"${of.aggregateId}","processingId":"${of.processingId}","accountId":"${period.accountCode}",` +
    `"timestamp":${of.at + 400 + random.below(4000)},"action":"${action}","senderEnvelope":${envelopeJson(of)},` +
    `"messageId":${of.messageId},"subject":${of.subject},"recipients":"${of.recipient}",` +
    `"holdReason":${action === 'Hld' ? random.pick(HOLD_REASONS) : 'null'},"totalSizeAttachments":"${bytes}",` +
    `"numberAttachments":"${of.attachments.count}","attachments":${of.attachments.list},` +
    `"emailSize":"${bytes + 1_800}"${detail}${extraMembers(of)},"type":"process","subtype":"${action}"}`
  );
}

/** @param copy number of the recipient, from 0, where one message went to several */
export function delivery(of: Message, period: FileContext, copy: number): string {
  const { random } = of;
  const recipient = copy === 0 ? of.recipient : STAFF[copy % STAFF.length];
  const rejection = random.below(40) === 0 ? random.pick(REJECTIONS) : undefined;
  const delivered = rejection === undefined;
  // copies have different times: otherwise two copies to the same recipient would be the same record
  const durationMs =
    copy + (random.below(50) === 0 ? 3_600_000 + random.below(40_000_000) : 300 + random.below(9_000));
  const bytes = of.attachments.count === 0 ? 0 : of.attachmentBytes;
  return (
    `{"aggregateId":"${of.aggregateId}","processingId":"${of.processingId}","accountId":"${period.accountCode}",` +
    `"timestamp":${of.at + durationMs},"senderEnvelope":${envelopeJson(of)},"messageId":${of.messageId},` +
    `"subject":${of.subject},"recipients":"${recipient}","delivered":"${delivered}",` +
    `"destinationIp":${random.pick(NEXT_HOPS)},"Hostname":${random.pick(HOSTNAMES)},` +
    `"numberAttachments":"${of.attachments.count}","direction":${directionJson(of)},"totalSizeAttachments":"${bytes}",` +
    `"deliveryAttempts":"${delivered ? 1 : 1 + random.below(8)}","tlsVersion":${of.tls.version},` +
    `"tlsCipher":${of.tls.cipher},"emailSize":"${bytes + 1_800}","tlsUsed":${random.pick(TLS_USED)},` +
    `"route":${random.pick(ROUTES)},"deliveryErrors":${delivered ? 'null' : random.pick(DELIVERY_ERRORS)},` +
    `"rejectionType":${rejection?.type ?? 'null'},"rejectionCode":${rejection?.code ?? 'null'},` +
    `"rejectionInfo":${rejection?.info ?? 'null'},"deliveryTime":"${durationMs}"${extraMembers(of)},"type":"delivery",` +
    `"subtype":${random.below(3) === 0 ? 'null' : `"${delivered}"`}}`
  );
}

export function journal(of: Message, period: FileContext): string {
  return (
    `{"aggregateId":"${of.aggregateId}","processingId":"${of.processingId}","accountId":"${period.accountCode}",` +
    `"timestamp":${of.at + 50},"senderEnvelope":${envelopeJson(of)},"recipients":"${of.recipient}",` +
    `"direction":${directionJson(of)},"type":"journal","subtype":null}`
  );
}
