import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../common/clock';

export type LinkStatus = 'valid' | 'expired' | 'forged';

/** Pre-signed links. A link gives access to one file for some minutes, without another credential (wire.md 4.1). */
export class SignedLinks {
  readonly #key: string;
  /** Signatures of links that a fault expired early. */
  readonly #expired = new Set<string>();
  #nonce = 0;

  readonly #lifetimeMs: number;
  readonly #clock: Clock;

  constructor(seed: number, lifetimeMs: number, clock: Clock) {
    this.#lifetimeMs = lifetimeMs;
    this.#clock = clock;
    this.#key = `links ${seed}`;
  }

  /** Each call returns a link with another query. `expiry` is in epoch ms. */
  sign(origin: string, path: string): { readonly url: string; readonly expiry: number } {
    const now = this.#clock.now();
    const nonce = (this.#nonce++).toString(36);
    const query = new URLSearchParams({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Date': String(now),
      'X-Amz-Expires': String(Math.ceil(this.#lifetimeMs / 1000)),
      'X-Amz-Security-Token': nonce,
      'X-Amz-Signature': this.#signature(path, String(now), nonce),
    });
    return { url: `${origin}${path}?${query}`, expiry: now + this.#lifetimeMs };
  }

  verify(path: string, query: URLSearchParams): LinkStatus {
    const date = query.get('X-Amz-Date') ?? '';
    const signature = query.get('X-Amz-Signature') ?? '';
    const expected = Buffer.from(this.#signature(path, date, query.get('X-Amz-Security-Token') ?? ''));
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'forged';
    const isExpired = this.#expired.has(signature) || this.#clock.now() > Number(date) + this.#lifetimeMs;
    return isExpired ? 'expired' : 'valid';
  }

  /** This link is refused from now on. Other links of the same file stay valid. */
  expire(query: URLSearchParams): void {
    this.#expired.add(query.get('X-Amz-Signature') ?? '');
    // bounded: by then the oldest have expired anyway
    for (const oldest of this.#expired) {
      if (this.#expired.size <= 10_000) break;
      this.#expired.delete(oldest);
    }
  }

  #signature(path: string, date: string, nonce: string): string {
    return createHmac('sha256', this.#key).update(`${path}\n${date}\n${nonce}`).digest('hex');
  }
}
