import type { Clock } from './clock';
import { recordsOf, type SimulatorSettings, typesOf } from './options';
import { mix, Random, wordHash } from './random';
import { FEED_TYPES, type FeedType, feedOf, type SiemFile } from './types';

/** Where a file stands in the order of publication; what a cursor remembers. */
export interface Place {
  /** Epoch ms */
  readonly publishedAt: number;
  readonly number: number;
}

export interface Published extends Place {
  readonly file: SiemFile;
}

interface Shelf {
  /** In order of publication. */
  readonly published: Published[];
  waiting: Published[];
  nextSlot: number;
}

function byPlace(a: Place, b: Place): number {
  return a.publishedAt - b.publishedAt || a.number - b.number;
}

/** `cg/attachment_protect/2026-11-20/part-…`: no spaces in the paths. */
function pathOf(type: FeedType, from: number, slot: number, part: number): string {
  const day = new Date(from).toISOString().slice(0, 10);
  const name = `part-${String(part).padStart(4, '0')}-${slot.toString(36)}`;
  return `/siem-batch-example/${feedOf(type)}/${type.replaceAll(' ', '_')}/${day}/${name}.json.gz`;
}

/** The file itself, whoever lists it. */
export function fileOf(settings: SimulatorSettings, type: FeedType, slot: number, part: number): SiemFile {
  const number = slot * settings.filesPerSlot + part;
  const random = new Random(mix(mix(settings.seed, wordHash(type)), number));
  const usual = recordsOf(settings, type);
  const records = settings.varied ? Math.round(usual * (0.5 + random.below(1000) / 1000)) : usual;
  const from = slot * settings.slotMs;
  const seed = mix(mix(settings.seed, 0xf11e), number);
  return { type, slot, part, from, number, path: pathOf(type, from, slot, part), records, seed };
}

/** Which files exist, and since when. Follows from settings and time alone, but for files held back by a fault. */
export class Catalogue {
  readonly #shelves = new Map<FeedType, Shelf>();
  readonly #byPath = new Map<string, SiemFile>();
  /** Epoch ms of the first period. */
  readonly origin: number;

  readonly #settings: SimulatorSettings;
  readonly #clock: Clock;

  constructor(settings: SimulatorSettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
    this.origin = settings.origin ?? clock.now() - settings.history;
    const nextSlot = Math.floor(this.origin / settings.slotMs);
    for (const type of FEED_TYPES) this.#shelves.set(type, { published: [], waiting: [], nextSlot });
  }

  /** Everything published by now, in the order of publication. */
  published(type: FeedType): readonly Published[] {
    return this.#advance(type).published;
  }

  /** What was published behind a place. */
  after(type: FeedType, place: Place): readonly Published[] {
    const { published } = this.#advance(type);
    let low = 0;
    let high = published.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = published[middle];
      if (entry !== undefined && byPlace(entry, place) <= 0) low = middle + 1;
      else high = middle;
    }
    return published.slice(low);
  }

  find(path: string): SiemFile | undefined {
    for (const type of typesOf(this.#settings)) this.#advance(type);
    return this.#byPath.get(path);
  }

  /** Takes a file off the shelf again, to be published later: it was never listed, so nobody knows. */
  holdBack(entry: Published, publishedAt: number): void {
    const shelf = this.#advance(entry.file.type);
    const at = shelf.published.indexOf(entry);
    if (at < 0) return;
    shelf.published.splice(at, 1);
    shelf.waiting.push({ ...entry, publishedAt });
  }

  #advance(type: FeedType): Shelf {
    const shelf = this.#shelves.get(type);
    if (shelf === undefined) throw new RangeError(`Unknown type ${type}`);
    if (!typesOf(this.#settings).includes(type)) return shelf;
    const now = this.#clock.now();
    const { slotMs } = this.#settings;
    for (; (shelf.nextSlot + 1) * slotMs <= now; shelf.nextSlot++) this.#produce(type, shelf);
    if (shelf.waiting.some((entry) => entry.publishedAt <= now)) {
      const due = shelf.waiting.filter((entry) => entry.publishedAt <= now).sort(byPlace);
      shelf.waiting = shelf.waiting.filter((entry) => entry.publishedAt > now);
      for (const entry of due) {
        shelf.published.push(entry);
        this.#byPath.set(entry.file.path, entry.file);
      }
    }
    return shelf;
  }

  #produce(type: FeedType, shelf: Shelf): void {
    const settings = this.#settings;
    const slot = shelf.nextSlot;
    for (let part = 0; part < settings.filesPerSlot; part++) {
      const file = fileOf(settings, type, slot, part);
      const { number, from } = file;
      const random = new Random(mix(mix(settings.seed, wordHash(type)), number));
      if (settings.varied) random.below(1000);
      const late = random.chance(settings.lateShare) ? random.below(settings.lateByMs) : 0;
      const delay = settings.publishDelayMs + random.below(settings.publishDelayMs + 1) + late;
      shelf.waiting.push({ file, number, publishedAt: from + settings.slotMs + delay });
    }
  }
}
