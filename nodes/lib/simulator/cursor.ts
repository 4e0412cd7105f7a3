import { createHmac } from 'node:crypto';
import type { Place } from './catalogue';
import { FEED_TYPES, FEEDS, type Feed, type FeedType, feedOf, TYPES_OF } from './types';

/**
 * A place in the order of publication, as opaque text: `[attachment_protect=0-0, …, receipt=1763633030000-42]:…` in
 * base64, the shape that was seen. It is signed, so that a cursor which was tampered with or belongs to another type
 * is refused, and the key follows from the seed, so that cursors outlive the simulator.
 */
export interface Cursor {
  readonly type: FeedType;
  readonly place: Place;
  /** Epoch ms: the days that were asked for when there was no cursor yet. */
  readonly from: number;
  readonly to: number;
}

export type Decoded = Cursor | 'zero' | undefined;

const zeroesOf = (feed: Feed): string[] =>
  TYPES_OF[feed]
    .map((type) => type.replaceAll(' ', '_'))
    .sort()
    .map((word) => `${word}=0-0`);

export class Cursors {
  readonly #key: string;
  #nonce = 0;

  constructor(seed: number) {
    this.#key = `cursor ${seed}`;
  }

  /** Never the same text twice, except on purpose. */
  encode({ type, place, from, to }: Cursor): string {
    const word = type.replaceAll(' ', '_');
    const parts = zeroesOf(feedOf(type)).map((zero) =>
      zero === `${word}=0-0` ? `${word}=${place.publishedAt}-${place.number}` : zero,
    );
    const body = `[${parts.join(', ')}]:${word}:${from}:${to}:${(this.#nonce++).toString(36)}`;
    return Buffer.from(`${body}:${this.#sign(body)}`).toString('base64');
  }

  /** The defect of peers.md 2.7, row 2: nothing but zeroes; padded, unpadded or url-safe. */
  zero(feed: Feed): string {
    const text = Buffer.from(`[${zeroesOf(feed).join(', ')}]:${(this.#nonce++).toString(36)}`).toString(
      'base64',
    );
    const variants = [text, text.replace(/=+$/, ''), Buffer.from(text, 'base64').toString('base64url')];
    return variants[this.#nonce % variants.length] ?? text;
  }

  /** undefined: not one of ours. */
  decode(text: string): Decoded {
    const plain = Buffer.from(text, 'base64').toString('utf8');
    if (FEEDS.some((feed) => plain.startsWith(`[${zeroesOf(feed).join(', ')}]:`))) return 'zero';
    const match = /^(\[(.+)\]:([a-z_]+):(-?\d+):(\d+):[0-9a-z]+):([0-9a-f]{16})$/.exec(plain);
    if (match === null) return undefined;
    const [, body = '', offsets = '', word = '', from, to, mac] = match;
    const type = FEED_TYPES.find((each) => each.replaceAll(' ', '_') === word);
    const place = new RegExp(`(?:^|, )${word}=(-?\\d+)-(-?\\d+)`).exec(offsets);
    if (type === undefined || place === null || this.#sign(body) !== mac) return undefined;
    return {
      type,
      place: { publishedAt: Number(place[1]), number: Number(place[2]) },
      from: Number(from),
      to: Number(to),
    };
  }

  #sign(body: string): string {
    return createHmac('sha256', this.#key).update(body).digest('hex').slice(0, 16);
  }
}
