import type { Clock } from '../common/clock';
import { FEED_TYPES, type FeedType, feedOf } from '../common/feeds';
import { enabledTypes, recordsInFile, type SimulatorSettings } from '../common/options';
import { mix, Random, wordHash } from '../common/random';

/** One file of the object storage. These values and the seed determine its content. */
export interface SiemFile {
  readonly type: FeedType;
  /** number of the period: epoch ms divided by `slotMs` */
  readonly slot: number;
  /** number of the file within its slot, from 0 */
  readonly part: number;
  /** epoch ms, start of the period */
  readonly from: number;
  /** Orders files that were published in the same millisecond. */
  readonly number: number;
  /** path in the storage, without a query */
  readonly path: string;
  readonly records: number;
  /** uint32; the same for all types of one slot and part, because their records are about the same messages */
  readonly seed: number;
}

/** Position of a file in the order of publication. A cursor stores it. */
export interface PublishOrder {
  /** Epoch ms */
  readonly publishedAt: number;
  readonly number: number;
}

export interface PublishedFile extends PublishOrder {
  readonly file: SiemFile;
}

interface TypeFiles {
  /** in the order of publication */
  readonly published: PublishedFile[];
  waiting: PublishedFile[];
  nextSlot: number;
}

function compareOrder(a: PublishOrder, b: PublishOrder): number {
  return a.publishedAt - b.publishedAt || a.number - b.number;
}

/** For example `cg/attachment_protect/2026-11-20/part-…`: paths have no spaces. */
function pathOf(type: FeedType, from: number, slot: number, part: number): string {
  const day = new Date(from).toISOString().slice(0, 10);
  const name = `part-${String(part).padStart(4, '0')}-${slot.toString(36)}`;
  return `/siem-batch-example/${feedOf(type)}/${type.replaceAll(' ', '_')}/${day}/${name}.json.gz`;
}

/** A file, computed from the settings: every caller gets the same one. */
export function fileOf(settings: SimulatorSettings, type: FeedType, slot: number, part: number): SiemFile {
  const number = slot * settings.filesPerSlot + part;
  const random = new Random(mix(mix(settings.seed, wordHash(type)), number));
  const usual = recordsInFile(settings, type);
  const records = settings.varied ? Math.round(usual * (0.5 + random.below(1000) / 1000)) : usual;
  const from = slot * settings.slotMs;
  const seed = mix(mix(settings.seed, 0xf11e), number);
  return { type, slot, part, from, number, path: pathOf(type, from, slot, part), records, seed };
}

/**
 * The files that exist, and the time of their publication. Both depend only on the settings, the time and
 * fault `late-files`.
 */
export class FileCatalogue {
  readonly #filesByType = new Map<FeedType, TypeFiles>();
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
    for (const type of FEED_TYPES) this.#filesByType.set(type, { published: [], waiting: [], nextSlot });
  }

  /** All files published until now, in the order of publication. */
  published(type: FeedType): readonly PublishedFile[] {
    return this.#advance(type).published;
  }

  /** Files published after this position. */
  after(type: FeedType, place: PublishOrder): readonly PublishedFile[] {
    const { published } = this.#advance(type);
    let low = 0;
    let high = published.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = published[middle];
      if (entry !== undefined && compareOrder(entry, place) <= 0) low = middle + 1;
      else high = middle;
    }
    return published.slice(low);
  }

  find(path: string): SiemFile | undefined {
    for (const type of enabledTypes(this.#settings)) this.#advance(type);
    return this.#byPath.get(path);
  }

  /** Publishes a file later. The file must never have been listed. */
  delay(entry: PublishedFile, publishedAt: number): void {
    const files = this.#advance(entry.file.type);
    const at = files.published.indexOf(entry);
    if (at < 0) return;
    files.published.splice(at, 1);
    files.waiting.push({ ...entry, publishedAt });
  }

  #advance(type: FeedType): TypeFiles {
    const files = this.#filesByType.get(type);
    if (files === undefined) throw new RangeError(`Unknown type ${type}`);
    if (!enabledTypes(this.#settings).includes(type)) return files;
    const now = this.#clock.now();
    const { slotMs } = this.#settings;
    for (; (files.nextSlot + 1) * slotMs <= now; files.nextSlot++) this.#produce(type, files);
    if (files.waiting.some((entry) => entry.publishedAt <= now)) {
      const due = files.waiting.filter((entry) => entry.publishedAt <= now).sort(compareOrder);
      files.waiting = files.waiting.filter((entry) => entry.publishedAt > now);
      for (const entry of due) {
        files.published.push(entry);
        this.#byPath.set(entry.file.path, entry.file);
      }
    }
    return files;
  }

  #produce(type: FeedType, files: TypeFiles): void {
    const settings = this.#settings;
    const slot = files.nextSlot;
    for (let part = 0; part < settings.filesPerSlot; part++) {
      const file = fileOf(settings, type, slot, part);
      const { number, from } = file;
      const random = new Random(mix(mix(settings.seed, wordHash(type)), number));
      if (settings.varied) random.below(1000);
      const late = random.chance(settings.lateShare) ? random.below(settings.lateByMs) : 0;
      const delay = settings.publishDelayMs + random.below(settings.publishDelayMs + 1) + late;
      files.waiting.push({ file, number, publishedAt: from + settings.slotMs + delay });
    }
  }
}
