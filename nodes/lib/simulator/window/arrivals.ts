import type { Clock } from '../clock';
import type { Fields } from '../envelope';
import { HOUR, MINUTE } from '../options';
import { mix, Random, wordHash } from '../random';
import type { WindowLogName } from './names';

/** One record of a log, before anybody asks what it says. */
export interface Arrival {
  /** Epoch ms, whole seconds: the event. */
  readonly at: number;
  readonly slot: number;
  /** Within the slot, in order of `at`. */
  readonly index: number;
}

export interface ArrivalSettings {
  readonly seed: number;
  /** Records an hour. */
  readonly perHour: (log: WindowLogName) => number;
  /** Share of records that appear late, by up to `lateByMs`; meant to stay within a collector's overlap. */
  readonly lateShare: number;
  readonly lateByMs: number;
  /** Share of records that appear later than that: by up to `veryLateByMs`. */
  readonly veryLateShare: number;
  readonly veryLateByMs: number;
}

/** ms of one slot; independent of the slots of the SIEM files. */
export const SLOT_MS = 10 * MINUTE;
/** ms that a record takes as a rule, at most: what a collector's lag of a minute allows for. */
const USUAL_DELAY_MS = 45_000;
const KEPT_SLOTS = 20_000;
/** Indices of records that were added begin here: no slot has as many of its own. */
const ADDED_FROM = 1_000_000;

/** Which records a log has, and since when each can be seen. Nothing is stored: it follows from seed and time. */
export class Arrivals {
  readonly #seed: number;
  readonly #slots = new Map<number, readonly Arrival[]>();
  /** Epoch ms since when records that a fault held back can be seen. */
  readonly #heldBack = new Map<string, number>();
  readonly #added = new Map<number, readonly Arrival[]>();
  readonly #words = new Map<string, Fields>();

  readonly #settings: ArrivalSettings;
  readonly #clock: Clock;
  readonly #origin: number;

  /** @param origin epoch ms of the first record */
  constructor(
    readonly log: WindowLogName,
    settings: ArrivalSettings,
    clock: Clock,
    origin: number,
  ) {
    this.#settings = settings;
    this.#clock = clock;
    this.#origin = origin;
    this.#seed = mix(settings.seed, wordHash(log));
  }

  /** Between two instants, both included, whether they can be seen or not. Without an end: till now. */
  *all(from: number, to = this.#clock.now()): Generator<Arrival> {
    const first = Math.max(from, this.#origin);
    for (let slot = Math.floor(first / SLOT_MS); slot * SLOT_MS <= to; slot++) {
      for (const one of this.slot(slot)) if (one.at >= first && one.at <= to) yield one;
    }
  }

  /** The same, newest first. */
  *backwards(from: number, to = this.#clock.now()): Generator<Arrival> {
    const first = Math.max(from, this.#origin);
    const last = Math.min(to, this.#clock.now());
    for (let slot = Math.floor(last / SLOT_MS); (slot + 1) * SLOT_MS > first; slot--) {
      const arrivals = this.slot(slot);
      for (let at = arrivals.length - 1; at >= 0; at--) {
        const one = arrivals[at];
        if (one !== undefined && one.at >= first && one.at <= last) yield one;
      }
    }
  }

  /** Something that was done in the tenant: seen at once, and says `words`. */
  add(at: number, words: Fields): void {
    const second = Math.floor(at / 1000) * 1000;
    const slot = Math.floor(second / SLOT_MS);
    const arrival = { at: second, slot, index: ADDED_FROM + this.#words.size };
    this.#added.set(slot, [...(this.#added.get(slot) ?? []), arrival]);
    this.#words.set(keyOf(arrival), words);
  }

  /** What a record says that was added; undefined: it follows from the seed. */
  words(arrival: Arrival): Fields | undefined {
    return this.#words.get(keyOf(arrival));
  }

  /** Epoch ms. */
  visibleAt(arrival: Arrival): number {
    if (arrival.index >= ADDED_FROM) return arrival.at;
    return this.#heldBack.get(keyOf(arrival)) ?? arrival.at + this.#delay(arrival);
  }

  visible(arrival: Arrival): boolean {
    return this.visibleAt(arrival) <= this.#clock.now();
  }

  /** Fault: it can be seen from then on only. */
  holdBack(arrival: Arrival, until: number): void {
    this.#heldBack.set(keyOf(arrival), until);
  }

  heldBack(arrival: Arrival): boolean {
    return this.#heldBack.has(keyOf(arrival));
  }

  /** The randomness that belongs to one record. */
  random(arrival: Arrival): Random {
    return new Random(mix(mix(this.#seed, arrival.slot), arrival.index + 1));
  }

  /** Unique over all logs of a tenant. */
  key({ slot, index }: Arrival): string {
    return `${this.#seed.toString(36)}${slot.toString(36)}x${index.toString(36)}`;
  }

  #delay(arrival: Arrival): number {
    const random = new Random(mix(mix(this.#seed ^ 0x1a7e, arrival.slot), arrival.index));
    const { lateShare, lateByMs, veryLateShare, veryLateByMs } = this.#settings;
    const roll = random.below(1_000_000) / 1_000_000;
    if (roll < veryLateShare) return lateByMs + random.below(veryLateByMs);
    if (roll < veryLateShare + lateShare) return random.below(lateByMs);
    return random.below(USUAL_DELAY_MS);
  }

  /** Every record of one slot in order. Also of slots to come: some of what will happen can be seen before. */
  slot(number: number): readonly Arrival[] {
    const added = this.#added.get(number);
    const drawn = this.#drawn(number);
    return added === undefined
      ? drawn
      : [...drawn, ...added].sort((a, b) => a.at - b.at || a.index - b.index);
  }

  #drawn(number: number): readonly Arrival[] {
    const known = this.#slots.get(number);
    if (known !== undefined) return known;
    const arrivals = this.#draw(number);
    if (this.#slots.size >= KEPT_SLOTS) this.#slots.clear();
    this.#slots.set(number, arrivals);
    return arrivals;
  }

  #draw(slot: number): readonly Arrival[] {
    const random = new Random(mix(this.#seed, slot));
    const expected = (this.#settings.perHour(this.log) * SLOT_MS) / HOUR;
    const varied = expected * (0.5 + random.below(1000) / 1000);
    const count = Math.floor(varied) + (random.chance(varied % 1) ? 1 : 0);
    // times have seconds only, and things happen in bursts: many records share one
    const burst = random.below(SLOT_MS / 1000);
    const seconds = Array.from({ length: count }, () =>
      random.chance(0.15) ? burst : random.below(SLOT_MS / 1000),
    ).sort((a, b) => a - b);
    return seconds.map((second, index) => ({ at: slot * SLOT_MS + second * 1000, slot, index }));
  }
}

function keyOf({ slot, index }: Arrival): string {
  return `${slot} ${index}`;
}
