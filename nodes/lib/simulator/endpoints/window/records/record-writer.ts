import type { JsonObject } from '../../../common/json';
import type { Random } from '../../../common/random';
import {
  ATTACKERS,
  INTERNAL_DOMAIN,
  LURES,
  PARTNERS,
  SENDER_IPS,
  STAFF,
  SUBJECTS,
} from '../../../records/sample-data';

/** The input of a record. */
export interface RecordContext {
  /** epoch ms of the event */
  readonly at: number;
  readonly random: Random;
  /** unique across all logs of a tenant */
  readonly key: string;
  /** id of the record, which can differ in the next read */
  readonly id: string;
  readonly accountCode: string;
}

export type RecordWriter = (of: RecordContext) => JsonObject;

const parseTexts = (texts: readonly string[]): string[] => texts.map((text) => String(JSON.parse(text)));
const subjects = parseTexts(SUBJECTS);
const lures = parseTexts(LURES);
const ips = parseTexts(SENDER_IPS);

export interface Mail {
  readonly hostile: boolean;
  readonly route: 'inbound' | 'outbound' | 'internal';
  readonly sender: string;
  readonly recipient: string;
  readonly subject: string;
  readonly messageId: string;
  readonly ip: string;
}

/** One message in the window logs. Its `messageId` makes records without an id different. */
export function mailOf({ random, key }: RecordContext, hostileShare = 0.3): Mail {
  const hostile = random.chance(hostileShare);
  const route = hostile
    ? 'inbound'
    : random.pick(['inbound', 'inbound', 'inbound', 'outbound', 'internal'] as const);
  const outside = random.pick(hostile ? ATTACKERS : PARTNERS);
  const sender = route === 'inbound' ? outside : random.pick(STAFF);
  const recipient = route === 'outbound' ? outside : random.pick(STAFF);
  const domain = sender.slice(sender.lastIndexOf('@') + 1) || INTERNAL_DOMAIN;
  return {
    hostile,
    route,
    sender,
    recipient,
    subject: random.pick(hostile ? lures : subjects),
    messageId: `<${key}.${random.next().toString(36)}@${domain}>`,
    ip: random.pick(ips),
  };
}

export function person(address: string): { emailAddress: string; displayableName: string } {
  const name = address.slice(0, address.indexOf('@')).split('.');
  const displayableName = name.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join(' ');
  return { emailAddress: address, displayableName };
}
