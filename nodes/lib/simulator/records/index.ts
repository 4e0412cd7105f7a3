/** Generates the records of a file: record n as its line of JSON. */

import type { FeedType } from '../common/feeds';
import { entities, mailflow, urlclick } from './cloud-integrated';
import { delivery, journal, process, receipt } from './mail-flow';
import { createMessage, type FileContext, type Message } from './message';
import {
  attachmentProtect,
  av,
  impersonationProtect,
  internalEmailProtect,
  spam,
  urlProtect,
} from './threats';

export { createFileContext, type FileContext } from './message';

/** Nine deliveries of one real sample share one processingId (wire.md 4.3). */
const DELIVERIES = 9;
/** Attachment protect has one record for each recipient (wire.md 4.3). */
const RECIPIENTS = 3;

interface RecordPlan {
  /** index of the message that record n is about */
  readonly messageOf: (index: number) => number;
  /** number of the recipient where a message has several records of the type */
  readonly copy: (index: number) => number;
  readonly write: (of: Message, period: FileContext, copy: number) => string;
}

const sameIndex = (index: number): number => index;
const firstCopy = (): number => 0;
/** Threats affect some of the messages: different ones for each type. */
const every =
  (step: number, first: number) =>
  (index: number): number =>
    index * step + first;

const RECORD_PLANS: Readonly<Record<FeedType, RecordPlan>> = {
  receipt: { messageOf: sameIndex, copy: firstCopy, write: receipt },
  process: { messageOf: sameIndex, copy: firstCopy, write: process },
  delivery: {
    messageOf: (index) => Math.max(0, index - DELIVERIES + 1),
    copy: (index) => (index < DELIVERIES ? index : 0),
    write: delivery,
  },
  journal: { messageOf: every(2, 0), copy: firstCopy, write: journal },
  av: { messageOf: every(7, 1), copy: firstCopy, write: av },
  spam: { messageOf: every(5, 2), copy: firstCopy, write: spam },
  'attachment protect': {
    messageOf: (index) => Math.floor(index / RECIPIENTS) * 11 + 4,
    copy: (index) => index % RECIPIENTS,
    write: attachmentProtect,
  },
  'impersonation protect': { messageOf: every(6, 3), copy: firstCopy, write: impersonationProtect },
  'internal email protect': { messageOf: every(13, 6), copy: firstCopy, write: internalEmailProtect },
  'url protect': { messageOf: every(3, 1), copy: firstCopy, write: urlProtect },
  entities: { messageOf: sameIndex, copy: firstCopy, write: entities },
  mailflow: { messageOf: sameIndex, copy: firstCopy, write: mailflow },
  urlclick: { messageOf: every(4, 2), copy: firstCopy, write: urlclick },
};

export function recordLine(type: FeedType, of: FileContext, index: number): string {
  const plan = RECORD_PLANS[type];
  return plan.write(createMessage(of, plan.messageOf(index)), of, plan.copy(index));
}
