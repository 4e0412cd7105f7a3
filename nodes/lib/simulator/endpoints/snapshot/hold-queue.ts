import { formatApiDate } from '../../common/dates';
import type { JsonObject } from '../../common/json';
import { encodeSecureId } from '../../common/secure-id';
import { domainOf } from '../../records/message';
import type { Arrival, ArrivalModel } from '../window/arrival-model';
import { type HeldMessage, HOLD_LIFETIME_MS, heldMessage } from '../window/records/held-message';
import { person } from '../window/records/record-writer';
import type { SnapshotRow } from './pager';

/** Held messages: those whose record in the release log is still in the future (wire.md 9.1). */
export class HoldQueue {
  readonly #messages = new WeakMap<Arrival, HeldMessage>();

  readonly #releases: ArrivalModel;
  readonly #accountCode: string;

  constructor(releases: ArrivalModel, accountCode: string) {
    this.#releases = releases;
    this.#accountCode = accountCode;
  }

  /** One row for each recipient of each message that is held at `at` (epoch ms). */
  rows(at: number): readonly SnapshotRow[] {
    return [...this.#held(at)].flatMap(({ arrival, held }) => {
      const key = this.#releases.key(arrival);
      return held.recipients.map((to) => ({
        key: `${key} ${to}`,
        write: (salt: string) => this.#row(held, key, to, salt),
      }));
    });
  }

  /** Number of held messages by policy (wire.md 9.2). */
  summary(at: number): readonly JsonObject[] {
    const counts = new Map<string, number>();
    for (const { held } of this.#held(at))
      counts.set(held.reason, (counts.get(held.reason) ?? 0) + held.recipients.length);
    return [...counts].map(([policyInfo, numberOfItems]) => ({ policyInfo, numberOfItems }));
  }

  *#held(at: number): Generator<{ arrival: Arrival; held: HeldMessage }> {
    for (const arrival of this.#releases.all(at, at + HOLD_LIFETIME_MS)) {
      if (arrival.at <= at) continue;
      const held = this.#message(arrival);
      if (held.receivedAt <= at) yield { arrival, held };
    }
  }

  /** Cached, because every page of a read needs the messages of several days. */
  #message(arrival: Arrival): HeldMessage {
    const known = this.#messages.get(arrival);
    if (known !== undefined) return known;
    const random = this.#releases.random(arrival);
    const key = this.#releases.key(arrival);
    const held = heldMessage({ at: arrival.at, random, key, id: '', accountCode: this.#accountCode });
    this.#messages.set(arrival, held);
    return held;
  }

  #row(held: HeldMessage, key: string, to: string, salt: string): JsonObject {
    const { mail, reason } = held;
    const code = `message_hold_applied_${reason.toLowerCase().replace(/\W+/g, '_')}_policy`;
    return {
      id: encodeSecureId(this.#accountCode, `${key} ${to}`, salt),
      reason: `Message Hold Applied - ${reason} policy`,
      reasonId: code.toUpperCase(),
      reasonCode: code,
      from: { emailAddress: `bounce+${key}@${domainOf(mail.sender)}`, displayableName: '' },
      fromHeader: person(mail.sender),
      to: person(to),
      subject: mail.subject,
      route: mail.route.toUpperCase(),
      hasAttachments: held.attachments,
      size: held.size,
      dateReceived: formatApiDate(held.receivedAt),
      policyInfo: reason,
    };
  }
}
