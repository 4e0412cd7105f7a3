import { createHash, createHmac, randomBytes } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';
import type { Clock } from '../common/clock';
import type { PageTokenSettings } from '../common/options';

/** The position where a page ended: numbers whose meaning only their endpoint knows. */
export type PageMark = readonly number[];

/** `meta.pagination.next`: opaque, bound to its query, valid for a short time (wire.md 3.2). */
export class PageTokens {
  readonly #key: string;
  #nonce = 0;

  readonly #settings: PageTokenSettings;
  readonly #clock: Clock;

  constructor(seed: number, settings: PageTokenSettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
    this.#key = `page ${seed} ${settings.survive ? '' : randomBytes(8).toString('hex')}`;
  }

  /** Never returns the same text twice. @param query everything that the token is bound to */
  encode(query: string, mark: PageMark): string {
    const body = JSON.stringify([this.#clock.now(), this.#nonce++, ...mark]);
    return deflateSync(`${this.#sign(query, body)}${body}`).toString('base64url');
  }

  /** @returns undefined: the token is of another query, too old, or not issued by this simulator */
  decode(query: string, token: string): PageMark | undefined {
    const plain = unpack(token);
    const body = plain.slice(16);
    if (plain === '' || this.#sign(query, body) !== plain.slice(0, 16)) return undefined;
    const parts: unknown = JSON.parse(body);
    if (!Array.isArray(parts)) return undefined;
    const [issuedAt = 0, , ...mark] = parts.map(Number);
    return this.#clock.now() - issuedAt > this.#settings.lifetimeMs ? undefined : mark;
  }

  #sign(query: string, body: string): string {
    const bound = createHash('sha256').update(query).digest('hex');
    return createHmac('sha256', this.#key).update(`${bound}${body}`).digest('hex').slice(0, 16);
  }
}

function unpack(token: string): string {
  try {
    return inflateSync(Buffer.from(token, 'base64url')).toString('utf8');
  } catch {
    return '';
  }
}
