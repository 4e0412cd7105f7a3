/** Record number n of a file, as the line of JSON that Mimecast would have written. */

import type { FeedType } from '../types';
import { entities, mailflow, urlclick } from './cloud-integrated';
import { delivery, journal, process, receipt } from './mail-flow';
import { type Message, message, type Period } from './message';
import {
  attachmentProtect,
  av,
  impersonationProtect,
  internalEmailProtect,
  spam,
  urlProtect,
} from './threats';

export { type Period, period } from './message';

/** mimecast-api.md 4.3: nine deliveries of one real sample share one processingId. */
const FANNED_OUT = 9;
/** Attachment protect: one record per recipient. */
const RECIPIENTS = 3;

interface Recipe {
  /** The message that record n of a file tells about. */
  readonly about: (index: number) => number;
  readonly copy: (index: number) => number;
  readonly write: (of: Message, period: Period, copy: number) => string;
}

const single = (index: number): number => index;
const none = (): number => 0;
/** Threats concern some of the messages; different ones for each type. */
const every =
  (step: number, first: number) =>
  (index: number): number =>
    index * step + first;

const RECIPES: Readonly<Record<FeedType, Recipe>> = {
  receipt: { about: single, copy: none, write: receipt },
  process: { about: single, copy: none, write: process },
  delivery: {
    about: (index) => Math.max(0, index - FANNED_OUT + 1),
    copy: (index) => (index < FANNED_OUT ? index : 0),
    write: delivery,
  },
  journal: { about: every(2, 0), copy: none, write: journal },
  av: { about: every(7, 1), copy: none, write: av },
  spam: { about: every(5, 2), copy: none, write: spam },
  'attachment protect': {
    about: (index) => Math.floor(index / RECIPIENTS) * 11 + 4,
    copy: (index) => index % RECIPIENTS,
    write: attachmentProtect,
  },
  'impersonation protect': { about: every(6, 3), copy: none, write: impersonationProtect },
  'internal email protect': { about: every(13, 6), copy: none, write: internalEmailProtect },
  'url protect': { about: every(3, 1), copy: none, write: urlProtect },
  entities: { about: single, copy: none, write: entities },
  mailflow: { about: single, copy: none, write: mailflow },
  urlclick: { about: every(4, 2), copy: none, write: urlclick },
};

export function recordLine(type: FeedType, of: Period, index: number): string {
  const recipe = RECIPES[type];
  return recipe.write(message(of, recipe.about(index)), of, recipe.copy(index));
}
