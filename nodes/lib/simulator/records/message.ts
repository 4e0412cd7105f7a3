import { mix, Random } from '../common/random';
import {
  ATTACHMENTS,
  ATTACKERS,
  INTERNAL_DOMAIN,
  LURES,
  PARTNERS,
  SENDER_IPS,
  STAFF,
  SUBJECTS,
  TLS,
} from './sample-data';

/** One e-mail, with the values that all its events share. Members marked JSON are JSON text. */
export interface Message {
  readonly random: Random;
  readonly index: number;
  readonly hostile: boolean;
  /** the same in all records of the message */
  readonly aggregateId: string;
  readonly processingId: string;
  /** JSON */
  readonly messageId: string;
  readonly sender: string;
  readonly senderDomain: string;
  readonly recipient: string;
  /** JSON */
  readonly subject: string;
  /** JSON */
  readonly senderIp: string;
  readonly direction: 'Inbound' | 'Outbound' | 'Internal';
  /** epoch ms of the receipt */
  readonly at: number;
  readonly attachments: { readonly list: string; readonly count: number };
  readonly attachmentBytes: number;
  readonly tls: { readonly version: string; readonly cipher: string };
}

/** What all records of one file share. */
export interface FileContext {
  readonly seed: number;
  /** makes ids unique across slots, parts and seeds */
  readonly prefix: string;
  readonly from: number;
  readonly lengthMs: number;
  readonly accountCode: string;
}

export function createFileContext(
  seed: number,
  slot: number,
  part: number,
  from: number,
  lengthMs: number,
  accountCode: string,
): FileContext {
  // the prefix contains slot and part, so that a hash collision cannot make two records equal
  const prefix = `${mix(seed, 17).toString(36).padStart(7, '0')}${slot.toString(36)}x${part.toString(36)}`;
  return { seed, prefix, from, lengthMs, accountCode };
}

const DIRECTIONS = ['Inbound', 'Inbound', 'Inbound', 'Inbound', 'Outbound', 'Outbound', 'Internal'] as const;

/** Messages of one campaign: consecutive, of one attacker, with one subject. */
const CAMPAIGN_LENGTH = 32;

/** Some message ids have escaped angle brackets, as in `/api/*` (wire.md 1.3), no brackets, or are empty (wire.md 4.3). */
function messageIdJson(id: string, variant: number): string {
  if (variant < 2) return `"\\u003c${id}\\u003e"`;
  if (variant === 2) return `"${id}"`;
  if (variant === 3) return '""';
  return `"<${id}>"`;
}

export function createMessage(of: FileContext, index: number): Message {
  const random = new Random(mix(of.seed, index));
  const campaign = new Random(mix(of.seed ^ 0x5ca1ab1e, Math.floor(index / CAMPAIGN_LENGTH)));
  const hostile = campaign.chance(0.12) || random.chance(0.03);
  const direction = hostile ? 'Inbound' : random.pick(DIRECTIONS);
  const outside = hostile ? campaign.pick(ATTACKERS) : random.pick(PARTNERS);
  const sender = direction === 'Inbound' ? outside : random.pick(STAFF);
  const recipient = direction === 'Outbound' ? outside : random.pick(STAFF);
  // some have whole seconds: many records share a time, and files are not sorted by it (wire.md 14, row 41)
  const offset = random.below(of.lengthMs);
  const at = of.from + (random.chance(0.2) ? offset - (offset % 1000) : offset);
  const key = `${of.prefix}-${index.toString(36)}`;
  const seconds = Math.floor(at / 1000);
  const suffixed = random.chance(0.7);
  return {
    random,
    index,
    hostile,
    aggregateId: suffixed ? `A${key}_${seconds}` : `A${key}`,
    processingId: `P${key}_${seconds}`,
    messageId: messageIdJson(`${key}.${random.next().toString(36)}@${domainOf(sender)}`, random.below(64)),
    sender,
    senderDomain: domainOf(sender),
    recipient,
    subject: hostile ? campaign.pick(LURES) : random.pick(SUBJECTS),
    senderIp: random.pick(SENDER_IPS),
    direction,
    at,
    attachments: random.pick(ATTACHMENTS),
    attachmentBytes: 2_000 + random.below(900_000),
    tls: random.pick(TLS),
  };
}

export function domainOf(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 0 ? INTERNAL_DOMAIN : address.slice(at + 1);
}
