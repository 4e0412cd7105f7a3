import { createHmac } from 'node:crypto';
import { FEED_TYPES, FEEDS, type Feed, type FeedType, feedOf, TYPES_OF } from '../common/feeds';
import type { PublishOrder } from './file-catalog';

/**
 * A position in the order of publication. Its text is the base64 of
 * `[attachment_protect=0-0, …, receipt=1763633030000-42]:…`, the form that was seen (wire.md 4.1). It is signed, so a
 * cursor that was changed or belongs to another type is refused. The key follows from the seed, so cursors stay valid
 * when the simulator restarts.
 */
export interface Cursor {
  readonly type: FeedType;
  readonly after: PublishOrder;
  /** Epoch ms: the days of the first request, which had no cursor. */
  readonly from: number;
  readonly to: number;
}

export type DecodedCursor = Cursor | 'zero' | undefined;

const zeroOffsets = (feed: Feed): string[] =>
  TYPES_OF[feed]
    .map((type) => type.replaceAll(' ', '_'))
    .sort()
    .map((word) => `${word}=0-0`);

export class CursorCodec {
  readonly #key: string;
  #nonce = 0;

  constructor(seed: number) {
    this.#key = `cursor ${seed}`;
  }

  /** Never returns the same text twice. */
  encode({ type, after, from, to }: Cursor): string {
    const word = type.replaceAll(' ', '_');
    const parts = zeroOffsets(feedOf(type)).map((zero) =>
      zero === `${word}=0-0` ? `${word}=${after.publishedAt}-${after.number}` : zero,
    );
    const body = `[${parts.join(', ')}]:${word}:${from}:${to}:${(this.#nonce++).toString(36)}`;
    return Buffer.from(`${body}:${this.#sign(body)}`).toString('base64');
  }

  /** A cursor of zeros only, a known defect (wire.md 4.1 and 14, row 2); padded, unpadded or url-safe. */
  encodeZero(feed: Feed): string {
    const text = Buffer.from(`[${zeroOffsets(feed).join(', ')}]:${(this.#nonce++).toString(36)}`).toString(
      'base64',
    );
    const variants = [text, text.replace(/=+$/, ''), Buffer.from(text, 'base64').toString('base64url')];
    return variants[this.#nonce % variants.length] ?? text;
  }

  /** @returns undefined: not issued by this simulator */
  decode(text: string): DecodedCursor {
    const plain = Buffer.from(text, 'base64').toString('utf8');
    if (FEEDS.some((feed) => plain.startsWith(`[${zeroOffsets(feed).join(', ')}]:`))) return 'zero';
    const match = /^(\[(.+)\]:([a-z_]+):(-?\d+):(\d+):[0-9a-z]+):([0-9a-f]{16})$/.exec(plain);
    if (match === null) return undefined;
    const [, body = '', offsets = '', word = '', from, to, mac] = match;
    const type = FEED_TYPES.find((each) => each.replaceAll(' ', '_') === word);
    const offset = new RegExp(`(?:^|, )${word}=(-?\\d+)-(-?\\d+)`).exec(offsets);
    if (type === undefined || offset === null || this.#sign(body) !== mac) return undefined;
    return {
      type,
      after: { publishedAt: Number(offset[1]), number: Number(offset[2]) },
      from: Number(from),
      to: Number(to),
    };
  }

  #sign(body: string): string {
    return createHmac('sha256', this.#key).update(body).digest('hex').slice(0, 16);
  }
}
