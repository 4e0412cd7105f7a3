import { formatApiDate } from '../../../common/dates';
import type { JsonObject } from '../../../common/json';
import type { Random } from '../../../common/random';
import { domainOf } from '../../../records/message';
import { ADMIN, type HeldMessage, heldMessage } from './held-message';
import { person, type RecordWriter } from './record-writer';

const EXPIRED = 'Expired in queue - rejected by housekeeping';

/** A release record, in the variants of newer and older documents (wire.md 9.3). */
export const release: RecordWriter = (of) => {
  const held = heldMessage(of);
  const { random } = of;
  const { mail, outcome } = held;
  const rejected = outcome === 'rejected' || (outcome === 'expired' && random.chance(0.7));
  const score = random.below(90);
  return {
    id: of.id,
    status: rejected ? 'rejected' : 'released',
    // the time can be missing, although the record is found by it
    ...(random.chance(0.02) ? {} : { released: zoned(of.at, random) }),
    ...operatorOf(held, random),
    // a unique return address makes each record different
    fromEnv: address(`bounce+${of.key}@${domainOf(mail.sender)}`, random),
    fromHdr: address(mail.sender, random),
    to: held.recipients.map((to) => address(to, random)),
    subject: mail.subject,
    route: mail.route,
    attachments: held.attachments,
    size: held.size,
    heldReason: held.reason,
    heldGroup: random.pick(['Staff', '']),
    policy: 'Moderate Spam Detection',
    messageInfo: outcome === 'expired' ? EXPIRED : '',
    rejectReason: outcome === 'rejected' ? 'Not wanted' : '',
    spamScore: score,
    detectionLevel: random.pick(['relaxed', 'moderate', 'aggressive']),
    ...verdictOf(score, random),
  };
};

function zoned(at: number, random: Random): string {
  const text = formatApiDate(at);
  return random.chance(0.2) ? text.replace('+0000', '+00:00') : text;
}

/** `emailAddress` in most records, `address` and `domain` in some (wire.md 9.3). */
function address(text: string, random: Random): JsonObject {
  const { emailAddress, displayableName } = person(text);
  if (!random.chance(0.05)) return { emailAddress, displayableName };
  return { address: emailAddress, domain: text.slice(text.indexOf('@') + 1), displayableName };
}

/** An object, a text, or no operator (wire.md 9.3). */
function operatorOf({ outcome, recipients }: HeldMessage, random: Random): JsonObject {
  const who = outcome === 'user' ? recipients[0] : ADMIN;
  if (outcome === 'expired' || outcome === 'unknown' || who === undefined) {
    return random.chance(0.5) ? {} : { operator: { emailAddress: '', displayableName: '' } };
  }
  const name = random.chance(0.1) ? who.toUpperCase() : who;
  return { operator: random.chance(0.2) ? name : { ...person(who), emailAddress: name } };
}

function verdictOf(score: number, random: Random): JsonObject {
  const allow = { allow: true, info: 'allow' };
  const spamVerdict = {
    decision: score > 30 ? 'spam' : 'clean',
    description: '',
    risk: 'low',
    categories: [
      {
        name: 'spam',
        risk: 'low',
        subcategories: [
          { name: 'phishing', risk: 'low', augmentations: [{ name: 'body', risk: 'negligible' }] },
        ],
      },
    ],
  };
  const common = { spf: allow, dkim: allow, dmarc: allow, greyEmail: random.chance(0.5) };
  if (random.chance(0.1))
    return { verdict: { ...spamVerdict, spamScore: score }, spamProcessingDetail: common };
  return { spamProcessingDetail: { ...common, spamVerdict } };
}
