/** A histogram of durations with fixed buckets, as Prometheus has it. */
import type { Labels, Sample } from './exposition';

export interface HistogramSnapshot {
  /** for each bound: how many were not above it; in the order of the bounds */
  readonly buckets: readonly { readonly bound: number; readonly count: number }[];
  readonly sum: number;
  readonly count: number;
}

/** Seconds: from a poll that finds nothing to one that catches up. */
export const POLL_DURATION_BOUNDS: readonly number[] = [0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600];

export class Histogram {
  readonly #bounds: readonly number[];
  /** not cumulative; the last one counts what is above all bounds */
  readonly #counts: number[];
  #sum = 0;

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = [...bounds.map(() => 0), 0];
  }

  /** A negative value, after the clock was set back, counts as 0. */
  observe(value: number): void {
    const observed = Math.max(0, value);
    const at = this.#bounds.findIndex((bound) => observed <= bound);
    const bucket = at === -1 ? this.#bounds.length : at;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += observed;
  }

  snapshot(): HistogramSnapshot {
    let count = 0;
    const buckets = this.#bounds.map((bound, index) => {
      count += this.#counts[index] ?? 0;
      return { bound, count };
    });
    return { buckets, sum: this.#sum, count: count + (this.#counts.at(-1) ?? 0) };
  }
}

export function histogramSamples({ buckets, sum, count }: HistogramSnapshot, labels: Labels): Sample[] {
  return [
    ...buckets.map(({ bound, count: value }) => ({
      ...{ suffix: '_bucket' as const, labels: { ...labels, le: String(bound) }, value },
    })),
    { suffix: '_bucket', labels: { ...labels, le: '+Inf' }, value: count },
    { suffix: '_sum', labels, value: sum },
    { suffix: '_count', labels, value: count },
  ];
}
