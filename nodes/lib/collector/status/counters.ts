import type { Stream } from '../../contracts/stream';

/** Counters of a stream since the start of the source. */
export interface Counts {
  readonly records: number;
  readonly duplicates: number;
  /** calls to the API, without file downloads */
  readonly calls: number;
  /** number of calls that waited for quota */
  readonly throttled: number;
}

const ZERO_COUNTS: Counts = { records: 0, duplicates: 0, calls: 0, throttled: 0 };

export class Counters {
  readonly #byStream = new Map<string, Counts>();

  add(stream: Pick<Stream, 'key'>, more: Partial<Counts>): void {
    const counts = this.of(stream);
    const { records = 0, duplicates = 0, calls = 0, throttled = 0 } = more;
    this.#byStream.set(stream.key, {
      records: counts.records + records,
      duplicates: counts.duplicates + duplicates,
      calls: counts.calls + calls,
      throttled: counts.throttled + throttled,
    });
  }

  of(stream: Pick<Stream, 'key'>): Counts {
    return this.#byStream.get(stream.key) ?? ZERO_COUNTS;
  }
}
