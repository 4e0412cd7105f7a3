import { DAY, HOUR, MINUTE } from '../../../common/dates';
import { STAFF } from '../../../records/sample-data';
import { type Mail, mailOf, type RecordContext } from './record-writer';

/** How a message left the queue. */
export type ReleaseOutcome = 'user' | 'admin' | 'rejected' | 'expired' | 'unknown';

/** ms after which a held message expires */
export const HOLD_LIFETIME_MS = 5 * DAY;
export const ADMIN = 'admin@corp.example';

export interface HeldMessage {
  readonly mail: Mail;
  readonly recipients: readonly string[];
  readonly outcome: ReleaseOutcome;
  /** Epoch ms */
  readonly receivedAt: number;
  readonly leftAt: number;
  readonly reason: string;
  readonly size: number;
  readonly attachments: boolean;
}

const REASONS = ['Relaxed Spam Detection', 'Moderate Spam Detection', 'Impersonation Protect', 'DLP, EU'];
const OUTCOMES: readonly ReleaseOutcome[] = ['user', 'user', 'admin', 'rejected', 'expired', 'unknown'];

/** A held message, computed from its release record. Both the hold queue and the release log use it. */
export function heldMessage(of: RecordContext): HeldMessage {
  const { random } = of;
  const mail = mailOf(of, 0.5);
  const outcome = random.pick(OUTCOMES);
  const heldMs = outcome === 'expired' ? HOLD_LIFETIME_MS : 5 * MINUTE + random.below(30 * HOUR);
  const others = random.below(4) === 0 ? random.shuffle(STAFF).slice(0, 2) : [];
  return {
    mail,
    recipients: [...new Set([mail.recipient, ...others])],
    outcome,
    receivedAt: of.at - Math.floor(heldMs / 1000) * 1000,
    leftAt: of.at,
    reason: random.pick(REASONS),
    size: 2_000 + random.below(400_000),
    attachments: random.chance(0.3),
  };
}
