/** One run of one contender, and the statistics of several. */

export interface Sample {
  readonly eventsPerSecond: number;
  readonly mbPerSecond: number;
  readonly cpuSecondsPerMillion: number;
  readonly peakRssMb: number;
  readonly loopDelayP99Ms: number;
}

/** The values of the probe in a process. */
export interface Reading {
  readonly cpuSeconds: number;
  /** of its whole life */
  readonly peakRssMb: number;
  readonly loopDelayP99Ms: number;
}

export function sampleOf(
  { events, bytes, seconds }: { readonly events: number; readonly bytes: number; readonly seconds: number },
  { cpuSeconds, peakRssMb, loopDelayP99Ms }: Reading,
): Sample {
  return {
    eventsPerSecond: events / seconds,
    mbPerSecond: bytes / seconds / 1e6,
    cpuSecondsPerMillion: (cpuSeconds / events) * 1e6,
    peakRssMb,
    loopDelayP99Ms,
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = [sorted[(sorted.length - 1) >> 1], sorted[middle]];
  return (low + high) / 2;
}

const FIGURES = [
  'eventsPerSecond',
  'mbPerSecond',
  'cpuSecondsPerMillion',
  'peakRssMb',
  'loopDelayP99Ms',
] as const;

/** Of each figure separately. */
export function medians(samples: readonly Sample[]): Sample {
  const of = (figure: (typeof FIGURES)[number]): number => median(samples.map((sample) => sample[figure]));
  return {
    eventsPerSecond: of('eventsPerSecond'),
    mbPerSecond: of('mbPerSecond'),
    cpuSecondsPerMillion: of('cpuSecondsPerMillion'),
    peakRssMb: of('peakRssMb'),
    loopDelayP99Ms: of('loopDelayP99Ms'),
  };
}
