/**
 * Finds held mail that was released later. Release records have no message id (wire.md 9.3), so sender, recipient and
 * subject are compared, and the release must not be older than the detection. Pure.
 */
import { hash } from 'node:crypto';
import type { JsonObject } from '../../../contracts/json';
import { parseAddress } from '../../../formats/parsers/address';
import { parseApiTime } from '../../../streams/window/api-time';
import { releasedBy } from '../../../streams/window/logs/held';

/** A mail on hold. Its key has no personal data, because it is stored with the counts. */
export interface HeldMail {
  readonly key: string;
  /** epoch ms */
  readonly at: number;
}

const normalize = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase();

const keyOf = (sender: string, recipient: string, subject: string): string =>
  hash('sha256', JSON.stringify([sender, recipient, subject].map(normalize))).slice(0, 20);

const subjectOf = ({ subject }: JsonObject): string => (typeof subject === 'string' ? subject : '');

/** @returns undefined when the record was not held, or has no addresses to compare */
export function heldMailKey(record: JsonObject): string | undefined {
  const { action, senderAddress, recipientAddress } = record;
  if (typeof action !== 'string' || action.trim().toLowerCase() !== 'hold') return undefined;
  const sender = parseAddress(senderAddress);
  const recipient = parseAddress(recipientAddress);
  return sender === undefined || recipient === undefined
    ? undefined
    : keyOf(sender, recipient, subjectOf(record));
}

/** A message that was released to one recipient. */
interface Release {
  /** epoch ms; Infinity when the record has no time */
  readonly at: number;
  used: boolean;
}

/** Mail that was released, for the join. */
export class ReleasedMail {
  readonly #byKey = new Map<string, Release[]>();

  /** Records of mail that expired or was rejected are left out. */
  add(record: JsonObject): void {
    const by = releasedBy(record);
    if (by === undefined || by === 'expired') return;
    const { fromEnv, fromHdr, to, released } = record;
    // The log of impersonation has either of them.
    const senders = new Set([fromEnv, fromHdr].flatMap((one) => parseAddress(one) ?? []));
    const recipients = new Set((Array.isArray(to) ? to : [to]).flatMap((one) => parseAddress(one) ?? []));
    const at = parseApiTime(released) ?? Number.POSITIVE_INFINITY;
    for (const recipient of recipients) {
      const keys = new Set([...senders].map((sender) => keyOf(sender, recipient, subjectOf(record))));
      const release = { at, used: false };
      for (const key of keys) {
        const known = this.#byKey.get(key);
        if (known === undefined) this.#byKey.set(key, [release]);
        else known.push(release);
      }
    }
  }

  /** How many of these were released later. Each release counts for one mail. */
  countOf(held: readonly HeldMail[]): number {
    for (const releases of this.#byKey.values()) releases.sort((a, b) => a.at - b.at);
    const positions = new Map<string, number>();
    let count = 0;
    for (const { key, at } of [...held].sort((a, b) => a.at - b.at)) {
      const releases = this.#byKey.get(key) ?? [];
      let position = positions.get(key) ?? 0;
      // What is too old for this mail is too old for all later ones.
      while (releases[position]?.used === true || (releases[position]?.at ?? at) < at) position += 1;
      positions.set(key, position);
      const release = releases[position];
      if (release === undefined) continue;
      release.used = true;
      count += 1;
    }
    return count;
  }
}
