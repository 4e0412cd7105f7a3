import type { Clock } from '../../common/clock';
import { HOUR, MINUTE } from '../../common/dates';
import type { JsonObject } from '../../common/json';
import type { WindowLogName } from '../../common/log-names';
import { mix, Random, wordHash } from '../../common/random';

/** One record of a log, without its content. */
export interface Arrival {
  /** epoch ms of the event, whole seconds */
  readonly at: number;
  readonly slot: number;
  /** number within the slot, in order of `at` */
  readonly index: number;
}

export interface ArrivalSettings {
  readonly seed: number;
  /** records an hour */
  readonly perHour: (log: WindowLogName) => number;
  /** share of records that appear up to `lateByMs` late, which should be within a collector's overlap */
  readonly lateShare: number;
  readonly lateByMs: number;
  /** share of records that appear up to `veryLateByMs` after that */
  readonly veryLateShare: number;
  readonly veryLateByMs: number;
}

/** ms of one slot; SIEM files have slots of another length */
export const SLOT_MS = 10 * MINUTE;
/** Maximum ms until a record that is not late appears: less than a collector's lag of one minute. */
const USUAL_DELAY_MS = 45_000;
const MAX_CACHED_SLOTS = 20_000;
/** First index of added records: no slot has as many generated ones. */
const FIRST_ADDED_INDEX = 1_000_000;

/**
 * The records of a log, and the time since when each is visible. Both depend only on seed and time, except
 * for added records.
 */
export class ArrivalModel {
  readonly #seed: number;
  readonly #slots = new Map<number, readonly Arrival[]>();
  /** epoch ms since when records that a fault delayed are visible */
  readonly #delayedUntil = new Map<string, number>();
  readonly #added = new Map<number, readonly Arrival[]>();
  readonly #addedContent = new Map<string, JsonObject>();

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

  /** All records between two instants (both included, default end: now), visible or not, oldest first. */
  *all(from: number, to = this.#clock.now()): Generator<Arrival> {
    const first = Math.max(from, this.#origin);
    for (let slot = Math.floor(first / SLOT_MS); slot * SLOT_MS <= to; slot++) {
      for (const one of this.slot(slot)) if (one.at >= first && one.at <= to) yield one;
    }
  }

  /** As all, newest first. */
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

  /** Adds a record, which is visible immediately. */
  add(at: number, content: JsonObject): void {
    const second = Math.floor(at / 1000) * 1000;
    const slot = Math.floor(second / SLOT_MS);
    const arrival = { at: second, slot, index: FIRST_ADDED_INDEX + this.#addedContent.size };
    this.#added.set(slot, [...(this.#added.get(slot) ?? []), arrival]);
    this.#addedContent.set(keyOf(arrival), content);
  }

  /** The content of an added record; undefined: the record is generated. */
  addedContent(arrival: Arrival): JsonObject | undefined {
    return this.#addedContent.get(keyOf(arrival));
  }

  /** epoch ms since when the record is visible */
  visibleAt(arrival: Arrival): number {
    if (arrival.index >= FIRST_ADDED_INDEX) return arrival.at;
    return this.#delayedUntil.get(keyOf(arrival)) ?? arrival.at + this.#delay(arrival);
  }

  isVisible(arrival: Arrival): boolean {
    return this.visibleAt(arrival) <= this.#clock.now();
  }

  /** A fault delays the record: it is visible from `until` (epoch ms) on. */
  delay(arrival: Arrival, until: number): void {
    this.#delayedUntil.set(keyOf(arrival), until);
  }

  isDelayed(arrival: Arrival): boolean {
    return this.#delayedUntil.has(keyOf(arrival));
  }

  /** The random sequence of one record. */
  random(arrival: Arrival): Random {
    return new Random(mix(mix(this.#seed, arrival.slot), arrival.index + 1));
  }

  /** unique across all logs of a tenant */
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

  /** All records of one slot in order. Future slots have records, too: held messages are released later. */
  slot(number: number): readonly Arrival[] {
    const added = this.#added.get(number);
    const generated = this.#generatedSlot(number);
    return added === undefined
      ? generated
      : [...generated, ...added].sort((a, b) => a.at - b.at || a.index - b.index);
  }

  #generatedSlot(number: number): readonly Arrival[] {
    const known = this.#slots.get(number);
    if (known !== undefined) return known;
    const arrivals = this.#generateSlot(number);
    if (this.#slots.size >= MAX_CACHED_SLOTS) this.#slots.clear();
    this.#slots.set(number, arrivals);
    return arrivals;
  }

  #generateSlot(slot: number): readonly Arrival[] {
    const random = new Random(mix(this.#seed, slot));
    const expected = (this.#settings.perHour(this.log) * SLOT_MS) / HOUR;
    const varied = expected * (0.5 + random.below(1000) / 1000);
    const count = Math.floor(varied) + (random.chance(varied % 1) ? 1 : 0);
    // times have whole seconds, and events come in bursts: many records share a time
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
