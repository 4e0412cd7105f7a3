import { mix, Random, wordHash } from './random';

/** Everything that can go wrong on purpose, by the place where it does. */
export const API_FAULTS = [
  'rate-limited',
  'rate-limited-bare',
  'unauthorized-midway',
  'unauthorized-flaky',
  'server-error',
  'html-answer',
  'truncated-json',
  'fail-in-200',
  'meta-status',
  'reset',
  'forbidden',
] as const;

export const HEADER_FAULTS = ['quota-headers-missing'] as const;

export const TOKEN_FAULTS = ['token-error', 'token-echo', 'token-fail-in-200', 'expires-in-odd'] as const;

export const LISTING_FAULTS = [
  'duplicate-link',
  'reordered-links',
  'more-files',
  'repeated-cursor',
  'zero-cursor',
  'dead-cursor',
  'late-files',
  'not-caught-up-flag-missing',
] as const;

/** Decided when a file is listed for the first time; a file has one of them at most, and keeps it. */
export const FILE_FAULTS = [
  'bad-line',
  'empty-file',
  'plain-body',
  'double-gzip',
  'vanished-file',
  'resized-file',
  'truncated-gzip-permanent',
  'corrupt-gzip-permanent',
] as const;

/** Decided for each download; the next one may be whole. */
export const DOWNLOAD_FAULTS = [
  'expired-link',
  'truncated-gzip',
  'corrupt-gzip',
  'broken-off',
  'slow-body',
  'storage-error',
  'content-encoding',
] as const;

/** Of the stream feed, the window logs and the snapshots: what they and only they have. */
export const LOG_FAULTS = [
  'page-fails-midway',
  'token-refused',
  'empty-page-with-next',
  'repeated-events',
  'late-records',
  'very-late-records',
  'duplicate-records',
  'reissued-ids',
  'window-too-old',
  'unlicensed',
  'permission-denied',
] as const;

/** Of the gateway and the batch feed. */
export const FAULT_NAMES = [
  ...API_FAULTS,
  ...HEADER_FAULTS,
  ...TOKEN_FAULTS,
  ...LISTING_FAULTS,
  ...FILE_FAULTS,
  ...DOWNLOAD_FAULTS,
] as const;

const ALL_FAULTS = [...FAULT_NAMES, ...LOG_FAULTS] as const;

export type FaultName = (typeof ALL_FAULTS)[number];
export type FileFault = (typeof FILE_FAULTS)[number];

export function isFaultName(name: string): name is FaultName {
  return ALL_FAULTS.some((known) => known === name);
}

interface Dial {
  rate: number;
  /** Occasions to let pass, then occasions to spoil, whatever the rate says. */
  skip: number;
  forced: number;
  fired: number;
  readonly seed: number;
  /** One sequence of draws for each thing that can be hit; bounded, the oldest begins anew. */
  readonly sequences: Map<string, Random>;
}

/** More files and paths than any test has. */
const MAX_SEQUENCES = 10_000;

export interface Faults {
  /** @param rate share of the occasions, 0 to 1, drawn from the seed */
  set(name: FaultName, rate: number): void;
  /** Spoils the next `count` occasions for sure, after letting `skip` pass. */
  next(name: FaultName, count?: number, skip?: number): void;
  /** Turns one or all off; the counters stay. */
  clear(name?: FaultName): void;
  /** How often each has fired since the start. */
  readonly fired: Readonly<Record<FaultName, number>>;
}

export class FaultDial implements Faults {
  readonly #dials: ReadonlyMap<FaultName, Dial>;

  constructor(seed: number) {
    this.#dials = new Map(
      ALL_FAULTS.map((name) => [
        name,
        { rate: 0, skip: 0, forced: 0, fired: 0, seed: mix(seed, wordHash(name)), sequences: new Map() },
      ]),
    );
  }

  set(name: FaultName, rate: number): void {
    if (!(rate >= 0 && rate <= 1)) throw new RangeError(`The rate of ${name} must be between 0 and 1.`);
    this.#dial(name).rate = rate;
  }

  next(name: FaultName, count = 1, skip = 0): void {
    const dial = this.#dial(name);
    dial.forced += count;
    dial.skip = skip;
  }

  clear(name?: FaultName): void {
    for (const each of name === undefined ? ALL_FAULTS : [name]) {
      const dial = this.#dial(each);
      dial.rate = 0;
      dial.forced = 0;
      dial.skip = 0;
    }
  }

  get fired(): Readonly<Record<FaultName, number>> {
    const entries = ALL_FAULTS.map((name) => [name, this.#dial(name).fired] as const);
    return Object.fromEntries(entries) as Record<FaultName, number>;
  }

  /**
   * Asked at every occasion; true: this one is spoiled, and counted.
   * @param about the file, path or log type: each has its own draws, so that a seed gives the same run in whatever
   * order concurrent requests arrive
   */
  fires(name: FaultName, about: string): boolean {
    const dial = this.#dial(name);
    const fires = this.#forced(dial) || (dial.rate > 0 && this.#draws(dial, about).chance(dial.rate));
    if (fires) dial.fired++;
    return fires;
  }

  /** The first of these that fires. */
  first<N extends FaultName>(names: readonly N[], about: string): N | undefined {
    return names.find((name) => this.fires(name, about));
  }

  #draws({ seed, sequences }: Dial, about: string): Random {
    const known = sequences.get(about);
    if (known !== undefined) return known;
    const random = new Random(mix(seed, wordHash(about)));
    sequences.set(about, random);
    const [oldest] = sequences.keys();
    if (sequences.size > MAX_SEQUENCES && oldest !== undefined) sequences.delete(oldest);
    return random;
  }

  #forced(dial: Dial): boolean {
    if (dial.forced === 0) return false;
    if (dial.skip > 0) {
      dial.skip--;
      return false;
    }
    dial.forced--;
    return true;
  }

  #dial(name: FaultName): Dial {
    const dial = this.#dials.get(name);
    if (dial === undefined) throw new RangeError(`There is no fault called ${name}.`);
    return dial;
  }
}
