/**
 * Keeps all calls of one application within Mimecast's quotas (mimecast-api.md 13): a bucket per endpoint group,
 * at most four calls in flight, streams take turns.
 */
import { type Admission, Bucket, type QuotaState } from './bucket';
import type { Headers } from './retry-after';
import type { QuotaGroup, Throttled } from './types';

/** mimecast-api.md 13.3 */
const MOST_IN_FLIGHT = 4;
/** setTimeout's limit, in ms */
const LONGEST_TIMER = 2 ** 31 - 1;

export interface Turn {
  readonly group: QuotaGroup;
  readonly stream: string;
  readonly signal: AbortSignal;
  /** The bucket is empty; told once a turn. What it throws ends the wait. */
  readonly onBlocked?: ((throttled: Throttled) => void) | undefined;
}

/** One call under way. */
export interface Lease {
  /** The answer came: its headers correct the bucket. */
  answered(headers: Headers): void;
  /**
   * The answer was 429.
   * @param consecutive which one in a row this is for the call, from 1
   */
  throttled(headers: Headers, consecutive: number): Throttled;
  /** Nothing reached Mimecast: the call is given back when the lease is released. */
  unsent(): void;
  /** Must be called once, whatever happened. */
  release(): void;
}

interface Waiter {
  readonly turn: Turn;
  told: boolean;
  grant(lease: Lease): void;
  fail(reason: unknown): void;
}

export class Governor {
  readonly #buckets = new Map<QuotaGroup, Bucket>();
  /** Insertion order is whose turn it is: a stream that was served goes to the end. */
  readonly #queues = new Map<string, Waiter[]>();
  #inFlight = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Resolves when the call may be made; rejects with the signal's reason when that comes first. */
  acquire(turn: Turn): Promise<Lease> {
    return new Promise((resolve, reject) => {
      if (turn.signal.aborted) {
        reject(turn.signal.reason);
        return;
      }
      const onAbort = (): void => {
        this.#leave(waiter);
        reject(turn.signal.reason);
        this.#pump();
      };
      const settled = (): void => turn.signal.removeEventListener('abort', onAbort);
      const waiter: Waiter = {
        turn,
        told: false,
        grant: (lease) => {
          settled();
          resolve(lease);
        },
        fail: (reason) => {
          settled();
          reject(reason);
        },
      };
      turn.signal.addEventListener('abort', onAbort, { once: true });
      const queue = this.#queues.get(turn.stream);
      if (queue === undefined) this.#queues.set(turn.stream, [waiter]);
      else queue.push(waiter);
      this.#pump();
    });
  }

  /** What is left of each group that was used. */
  standing(now: number): readonly QuotaState[] {
    return [...this.#buckets.values()].map((bucket) => bucket.standing(now));
  }

  #bucket(group: QuotaGroup): Bucket {
    const known = this.#buckets.get(group);
    if (known !== undefined) return known;
    const bucket = new Bucket(group);
    this.#buckets.set(group, bucket);
    return bucket;
  }

  #leave(waiter: Waiter): void {
    const { stream } = waiter.turn;
    const rest = (this.#queues.get(stream) ?? []).filter((one) => one !== waiter);
    if (rest.length === 0) this.#queues.delete(stream);
    else this.#queues.set(stream, rest);
  }

  #waits(waiter: Waiter): boolean {
    return this.#queues.get(waiter.turn.stream)?.includes(waiter) === true;
  }

  /** Grants what can be granted, and comes back when the next bucket opens. */
  #pump(): void {
    clearTimeout(this.#timer);
    let opensAt = Number.POSITIVE_INFINITY;
    let granted = true;
    while (granted) {
      granted = false;
      opensAt = Number.POSITIVE_INFINITY;
      for (const waiter of [...this.#queues.values()].flatMap((queue) => queue.slice(0, 1))) {
        const admission = this.#admit(waiter);
        if (admission === 'granted') granted = true;
        else opensAt = Math.min(opensAt, admission);
      }
    }
    // Whoever is told to wait may leave on the spot, and that comes through here too.
    clearTimeout(this.#timer);
    if (opensAt === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(() => this.#pump(), Math.min(Math.max(opensAt - Date.now(), 1), LONGEST_TIMER));
  }

  /** @returns 'granted', or when to ask again (epoch ms; Infinity: when a call under way ends) */
  #admit(waiter: Waiter): 'granted' | number {
    const { group, stream } = waiter.turn;
    // Sign-in is exempt: the calls that wait for its token hold the places.
    const counted = group !== 'token';
    if (counted && this.#inFlight >= MOST_IN_FLIGHT) return Number.POSITIVE_INFINITY;
    const bucket = this.#bucket(group);
    const admission = bucket.admit(stream, Date.now());
    if (!admission.granted) return this.#tellBlocked(waiter, admission.opensAt);
    const rest = (this.#queues.get(stream) ?? []).slice(1);
    this.#queues.delete(stream);
    if (rest.length > 0) this.#queues.set(stream, rest);
    if (counted) this.#inFlight += 1;
    waiter.grant(this.#lease(bucket, admission, counted));
    return 'granted';
  }

  #tellBlocked(waiter: Waiter, opensAt: number): number {
    const { group, onBlocked } = waiter.turn;
    if (waiter.told || opensAt === Number.POSITIVE_INFINITY) return opensAt;
    waiter.told = true;
    try {
      onBlocked?.({ group, message: 'the quota of the application is used up for now', retryAt: opensAt });
      return this.#waits(waiter) ? opensAt : Number.POSITIVE_INFINITY;
    } catch (reason) {
      this.#leave(waiter);
      waiter.fail(reason);
      return Number.POSITIVE_INFINITY;
    }
  }

  #lease(bucket: Bucket, admission: Admission, counted: boolean): Lease {
    let open = true;
    let sent = true;
    return {
      answered: (headers) => bucket.correct(admission, headers, Date.now()),
      throttled: (headers, consecutive) => bucket.throttle(admission, headers, consecutive, Date.now()),
      unsent: () => {
        sent = false;
      },
      release: () => {
        if (!open) return;
        open = false;
        if (counted) this.#inFlight -= 1;
        bucket.release(admission, sent);
        this.#pump();
      },
    };
  }
}
