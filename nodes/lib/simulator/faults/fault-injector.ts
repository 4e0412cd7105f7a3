import { mix, Random, wordHash } from '../common/random';

/** The faults that can be injected, grouped by where they occur. These occur at the gateway. */
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
  'constant-cursor',
  'zero-cursor',
  'dead-cursor',
  'late-files',
  'not-caught-up-flag-missing',
] as const;

/** Decided when a file is listed for the first time. A file has at most one of them, permanently. */
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

/** Decided for each download. The next download of the file may succeed. */
export const DOWNLOAD_FAULTS = [
  'expired-link',
  'truncated-gzip',
  'corrupt-gzip',
  'broken-off',
  'slow-body',
  'storage-error',
  'content-encoding',
] as const;

/** Faults that only the stream feed, the window logs and the snapshots have. */
export const LOG_FAULTS = [
  'page-fails-midway',
  'token-refused',
  'repeated-token',
  'constant-token',
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

/** Faults of the gateway and the batch feed. */
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

interface FaultState {
  rate: number;
  /** Number of occasions to skip. The `forced` occasions after them fail, independent of the rate. */
  skip: number;
  forced: number;
  fired: number;
  readonly seed: number;
  /** One random sequence for each file, path or type. Bounded: the oldest is removed and then starts again. */
  readonly sequences: Map<string, Random>;
}

/** more than the files and paths of any test */
const MAX_SEQUENCES = 10_000;

export interface FaultControl {
  /** @param rate share of the occasions on which the fault fires, 0 to 1, drawn from the seed */
  set(name: FaultName, rate: number): void;
  /** The fault fires on the next `count` occasions, after `skip` occasions without it. */
  next(name: FaultName, count?: number, skip?: number): void;
  /** Turns one fault or all of them off. The counters stay. */
  clear(name?: FaultName): void;
  /** How often each fault has fired since the start. */
  readonly fired: Readonly<Record<FaultName, number>>;
}

export class FaultInjector implements FaultControl {
  readonly #states: ReadonlyMap<FaultName, FaultState>;

  constructor(seed: number) {
    this.#states = new Map(
      ALL_FAULTS.map((name) => [
        name,
        { rate: 0, skip: 0, forced: 0, fired: 0, seed: mix(seed, wordHash(name)), sequences: new Map() },
      ]),
    );
  }

  set(name: FaultName, rate: number): void {
    if (!(rate >= 0 && rate <= 1)) throw new RangeError(`The rate of ${name} must be between 0 and 1.`);
    this.#state(name).rate = rate;
  }

  next(name: FaultName, count = 1, skip = 0): void {
    const state = this.#state(name);
    state.forced += count;
    state.skip = skip;
  }

  clear(name?: FaultName): void {
    for (const each of name === undefined ? ALL_FAULTS : [name]) {
      const state = this.#state(each);
      state.rate = 0;
      state.forced = 0;
      state.skip = 0;
    }
  }

  get fired(): Readonly<Record<FaultName, number>> {
    const entries = ALL_FAULTS.map((name) => [name, this.#state(name).fired] as const);
    return Object.fromEntries(entries) as Record<FaultName, number>;
  }

  /**
   * Must be called on every occasion. Counts the fault when it fires.
   * @param key the file, path or log type. Each has its own random sequence, so a seed gives the same run in
   * any order of concurrent requests
   */
  fires(name: FaultName, key: string): boolean {
    const state = this.#state(name);
    const fires = this.#forced(state) || (state.rate > 0 && this.#randomOf(state, key).chance(state.rate));
    if (fires) state.fired++;
    return fires;
  }

  /** @returns the first of these faults that fires */
  first<N extends FaultName>(names: readonly N[], key: string): N | undefined {
    return names.find((name) => this.fires(name, key));
  }

  #randomOf({ seed, sequences }: FaultState, key: string): Random {
    const known = sequences.get(key);
    if (known !== undefined) return known;
    const random = new Random(mix(seed, wordHash(key)));
    sequences.set(key, random);
    const [oldest] = sequences.keys();
    if (sequences.size > MAX_SEQUENCES && oldest !== undefined) sequences.delete(oldest);
    return random;
  }

  #forced(state: FaultState): boolean {
    if (state.forced === 0) return false;
    if (state.skip > 0) {
      state.skip--;
      return false;
    }
    state.forced--;
    return true;
  }

  #state(name: FaultName): FaultState {
    const state = this.#states.get(name);
    if (state === undefined) throw new RangeError(`There is no fault called ${name}.`);
    return state;
  }
}
