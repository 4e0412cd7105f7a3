import { fileOf, type SiemFile } from '../../catalog/file-catalog';
import type { FileContentGenerator } from '../../catalog/file-content';
import type { Clock } from '../../common/clock';
import { DAY, HOUR } from '../../common/dates';
import { type Feed, type FeedType, feedOf } from '../../common/feeds';
import { enabledTypes, type SimulatorSettings } from '../../common/options';
import { mix, Random } from '../../common/random';

/** Position of an event in the order in which the feed has events. */
export interface EventOrder {
  /** epoch ms since when the feed has the event */
  readonly availableAt: number;
  readonly rank: number;
  readonly number: number;
  readonly index: number;
}

/** One record of a file as an event of the stream feed. Its text is generated on request. */
export interface StreamEvent extends EventOrder {
  /** epoch ms: `timestamp` of the record */
  readonly timestamp: number;
  readonly subtype: string;
  readonly file: SiemFile;
}

export const STREAM_RETENTION_MS = DAY;
/** Maximum ms from the start of a file's period to a `timestamp` in it (deliveries of held mail). */
const MAX_TAIL_MS = 13 * HOUR;

export function compareEventOrder(a: EventOrder, b: EventOrder): number {
  return a.availableAt - b.availableAt || a.rank - b.rank || a.number - b.number || a.index - b.index;
}

/** The records of the batch feed's files as single events. It stores the events of the last 24 hours. */
export class EventLog {
  readonly #types: readonly FeedType[];
  #arrived: StreamEvent[] = [];
  #waiting: StreamEvent[] = [];
  #nextSlot: number;

  readonly #settings: SimulatorSettings;
  readonly #clock: Clock;
  readonly #content: FileContentGenerator;
  readonly #origin: number;

  /** @param origin epoch ms of the first period with files */
  constructor(
    feed: Feed,
    settings: SimulatorSettings,
    clock: Clock,
    content: FileContentGenerator,
    origin: number,
  ) {
    this.#settings = settings;
    this.#clock = clock;
    this.#content = content;
    this.#origin = origin;
    this.#types = enabledTypes(settings).filter((type) => feedOf(type) === feed);
    this.#nextSlot = this.#firstSlot(clock.now() - STREAM_RETENTION_MS);
  }

  /** All events of the last 24 hours that the feed has, in order. */
  available(): readonly StreamEvent[] {
    const now = this.#clock.now();
    const oldest = now - STREAM_RETENTION_MS;
    for (; this.#nextSlot * this.#settings.slotMs <= now; this.#nextSlot++) {
      for (const event of this.events(this.#nextSlot)) this.#waiting.push(event);
    }
    const due = this.#waiting.filter(({ availableAt }) => availableAt <= now).sort(compareEventOrder);
    if (due.length > 0) {
      this.#waiting = this.#waiting.filter(({ availableAt }) => availableAt > now);
      this.#arrived = [...this.#arrived.filter(({ availableAt }) => availableAt >= oldest), ...due];
    }
    return this.#arrived;
  }

  /** All events since `from`, also those older than 24 hours; not sorted. */
  *all(from: number, types = this.#types): Generator<StreamEvent> {
    const now = this.#clock.now();
    for (let slot = this.#firstSlot(from); slot * this.#settings.slotMs <= now; slot++)
      yield* this.events(slot, types);
  }

  *events(slot: number, types = this.#types): Generator<StreamEvent> {
    for (const [rank, type] of this.#types.entries()) {
      if (!types.includes(type)) continue;
      for (let part = 0; part < this.#settings.filesPerSlot; part++) {
        const file = fileOf(this.#settings, type, slot, part);
        let index = 0;
        for (const line of this.#content.records(file, 0, file.records)) {
          const timestamp = Number(/"timestamp":(\d+)/.exec(line)?.[1] ?? 0);
          const subtype = /"subtype":"([^"]*)"/.exec(line)?.[1] ?? '';
          const availableAt = timestamp + this.#delay(file, index);
          yield { availableAt, rank, number: file.number, index: index++, timestamp, subtype, file };
        }
      }
    }
  }

  /** The record with `eventType` and `subType`, this feed's names of two members (wire.md 0.3, fact 8). */
  line({ file, index }: StreamEvent): string {
    const [line = ''] = this.#content.records(file, index, index + 1);
    const batchNames = `"type":"${file.type}","subtype":`;
    const at = line.lastIndexOf(batchNames);
    const rest = line.slice(at + batchNames.length);
    return `${line.slice(0, at)}"eventType":"${file.type}","subType":${rest}`;
  }

  #delay(file: SiemFile, index: number): number {
    const { streamDelayMs, lateShare, lateByMs } = this.#settings;
    const random = new Random(mix(mix(file.seed ^ 0x57ea, file.type.length), index));
    const late = random.chance(lateShare) ? random.below(lateByMs) : 0;
    return random.below(streamDelayMs + 1) + late;
  }

  #firstSlot(from: number): number {
    const { slotMs } = this.#settings;
    return Math.floor(Math.max(this.#origin, from - MAX_TAIL_MS - slotMs) / slotMs);
  }
}
