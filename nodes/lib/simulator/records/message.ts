import { mix, Random } from '../random';
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
} from './pools';

/** One e-mail, as all its events tell it. Members marked JSON are finished JSON text. */
export interface Message {
  readonly random: Random;
  readonly index: number;
  readonly hostile: boolean;
  /** Shared by receipt, process, delivery …: joins the types. */
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
  /** Epoch ms of the receipt. */
  readonly at: number;
  readonly attachments: { readonly list: string; readonly count: number };
  readonly attachmentBytes: number;
  readonly tls: { readonly version: string; readonly cipher: string };
}

/** What is common to all records of one file; made once a file. */
export interface Period {
  readonly seed: number;
  /** Makes ids unique over slots, parts and simulators with another seed. */
  readonly prefix: string;
  readonly from: number;
  readonly lengthMs: number;
  readonly accountCode: string;
}

export function period(
  seed: number,
  slot: number,
  part: number,
  from: number,
  lengthMs: number,
  accountCode: string,
): Period {
  // slot and part are in the prefix themselves, so that no hash collision can make two records equal
  const prefix = `${mix(seed, 17).toString(36).padStart(7, '0')}${slot.toString(36)}x${part.toString(36)}`;
  return { seed, prefix, from, lengthMs, accountCode };
}

const DIRECTIONS = ['Inbound', 'Inbound', 'Inbound', 'Inbound', 'Outbound', 'Outbound', 'Internal'] as const;

/** A campaign is a run of 32 messages by one attacker with one lure. */
const CAMPAIGN = 32;

/** Some message ids are printed with escaped angle brackets, the way /api/* does (mimecast-api.md 1.3). */
function messageIdJson(id: string, variant: number): string {
  if (variant < 2) return `"\\u003c${id}\\u003e"`;
  if (variant === 2) return `"${id}"`;
  if (variant === 3) return '""';
  return `"<${id}>"`;
}

export function message(of: Period, index: number): Message {
  const random = new Random(mix(of.seed, index));
  const campaign = new Random(mix(of.seed ^ 0x5ca1ab1e, Math.floor(index / CAMPAIGN)));
  const hostile = campaign.chance(0.12) || random.chance(0.03);
  const direction = hostile ? 'Inbound' : random.pick(DIRECTIONS);
  const outside = hostile ? campaign.pick(ATTACKERS) : random.pick(PARTNERS);
  const sender = direction === 'Inbound' ? outside : random.pick(STAFF);
  const recipient = direction === 'Outbound' ? outside : random.pick(STAFF);
  // whole seconds for some: many records share a time, and none is in order within its file (14, row 41)
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
