/** The result of a run, as `--json` prints it. */
import { median, medians, type Sample } from '../measure/sample';

export interface Result {
  /** number of records to collect */
  readonly events: number;
  readonly contenders: Readonly<Record<string, Sample>>;
  readonly ratios: Readonly<Record<string, number>>;
  /** calls to the API for 100,000 records in lines mode, sign-in included */
  readonly callsPer100k: number;
}

/** Ratios of events per second. */
const RATIOS: readonly (readonly [string, string])[] = [
  ['lines', 'raw'],
  ['lines', 'copy'],
  ['page', 'raw'],
  ['event', 'plain'],
  ['ack', 'lines'],
];

export interface Rounds {
  readonly events: number;
  readonly samples: ReadonlyMap<string, readonly Sample[]>;
  /** of `api` */
  readonly ideals: readonly number[];
  readonly callsPer100k: readonly number[];
}

export function resultOf(rounds: Rounds): Result {
  const contenders = new Map([...rounds.samples].map(([name, samples]) => [name, medians(samples)]));
  const ratios = RATIOS.flatMap(([one, other]) => {
    const [above, below] = [contenders.get(one), contenders.get(other)];
    if (above === undefined || below === undefined) return [];
    return [[`${one}/${other}`, rounded(above.eventsPerSecond / below.eventsPerSecond, 3)] as const];
  });
  return {
    events: rounds.events,
    contenders: Object.fromEntries([...contenders].map(([name, sample]) => [name, shown(sample)])),
    ratios: {
      ...Object.fromEntries(ratios),
      ...(rounds.ideals.length === 0 ? {} : { 'api/ideal': rounded(median(rounds.ideals), 3) }),
    },
    callsPer100k: rounded(median(rounds.callsPer100k), 2),
  };
}

function shown(sample: Sample): Sample {
  return {
    eventsPerSecond: Math.round(sample.eventsPerSecond),
    mbPerSecond: rounded(sample.mbPerSecond, 1),
    cpuSecondsPerMillion: rounded(sample.cpuSecondsPerMillion, 2),
    peakRssMb: rounded(sample.peakRssMb, 1),
    loopDelayP99Ms: rounded(sample.loopDelayP99Ms, 1),
  };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
