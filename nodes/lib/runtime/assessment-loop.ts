import { type AssessmentTiming, nextAssessment } from '../assess/schedule';
import { AlarmClock, type Request } from '../shipping/alarm-clock';
import { atMost } from '../wait';

const MINUTE_MS = 60_000;
/**
 * Upper limit of one sleep. Then the due time is computed again: the system clock may change, and days differ
 * in length.
 */
const LONGEST_NAP_MS = 60 * MINUTE_MS;
/** Delays before failed work is repeated: after a short outage the next daily run would be too late. */
const RETRIES_MS = [5 * MINUTE_MS, 15 * MINUTE_MS, 60 * MINUTE_MS];
/** Limit for closing, in ms. Node-RED itself gives up after 15 s. */
const CLOSE_TIMEOUT_MS = 5_000;

export interface AssessmentParts {
  readonly timing: AssessmentTiming;
  /** Loads the saved state. The time of the last run comes from it, so nothing is due before. */
  prepare(): Promise<unknown>;
  /** epoch ms at which the last complete run began; null: there was none */
  lastRun(): number | null;
  /** The saved work that is still to do: all of a run that did not end, or what failed in a complete one. */
  owed(): 'all' | 'failed' | undefined;
  /**
   * @param retryOnly only what failed in the last run is repeated, because no run was requested or due
   * @returns whether parts failed for temporary reasons; throws what kept the run from ending
   */
  run(signal: AbortSignal, again: boolean): Promise<boolean>;
  /** No run is active. The next one is due at `nextAt` (epoch ms); undefined: on request. */
  resting?(nextAt: number | undefined): void;
  /** A run that nobody requested failed. */
  failed(error: unknown): void;
}

interface Wait {
  /** undefined: until a run is requested */
  readonly ms: number | undefined;
  readonly again: boolean;
}

/** Runs an assessment when it is due and on request, one run at a time. */
export class AssessmentLoop {
  readonly #closing = new AbortController();
  readonly #alarm = new AlarmClock(this.#closing.signal);
  #running: Promise<void> | undefined;
  #failures = 0;
  /** epoch ms at which the last run began, even if it saved nothing */
  #begun = 0;
  /** the last run ended, but a part of it failed */
  #incomplete = false;

  readonly #parts: AssessmentParts;

  constructor(parts: AssessmentParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#running ??= this.#loop();
  }

  /** Resolves when a run that began after the call is complete. */
  ask(): Promise<void> {
    return this.#alarm.ask({ action: 'poll' });
  }

  /** Cancels the active run. */
  async close(): Promise<void> {
    this.#closing.abort(new DOMException('the node was closed', 'AbortError'));
    if (this.#running !== undefined) await atMost(this.#running, CLOSE_TIMEOUT_MS);
  }

  async #loop(): Promise<void> {
    const { signal } = this.#closing;
    await this.#prepare();
    this.#resume();
    while (!signal.aborted) {
      const { ms, again } = this.#wait();
      this.#parts.resting?.(ms === undefined ? undefined : Date.now() + ms);
      const requests = await this.#alarm.wait(ms === undefined ? undefined : Math.min(ms, LONGEST_NAP_MS));
      if (signal.aborted) {
        for (const { done } of requests) done();
        return;
      }
      if (requests.length === 0 && ms !== undefined && ms > LONGEST_NAP_MS) continue;
      await this.#once(requests, requests.length === 0 && again);
    }
  }

  async #prepare(): Promise<void> {
    try {
      await this.#parts.prepare();
    } catch (error) {
      if (!this.#closing.signal.aborted) this.#parts.failed(error);
    }
  }

  /** Pending work is repeated soon after a restart too. */
  #resume(): void {
    const owed = this.#parts.owed();
    this.#failures = owed === undefined ? 0 : 1;
    this.#incomplete = owed === 'failed';
  }

  #wait(): Wait {
    const { timing, lastRun } = this.#parts;
    const now = Date.now();
    const due = nextAssessment(timing, lastRun(), now);
    if (due === undefined || this.#failures === 0) return { ms: due, again: false };
    const pause = Math.min(RETRIES_MS[this.#failures - 1] ?? LONGEST_NAP_MS, timing.everyMs);
    // A run that did not end saved nothing, so without a pause it would be due again at once.
    if (due === 0) return { ms: Math.min(pause, Math.max(0, this.#begun + pause - now)), again: false };
    return this.#failures <= RETRIES_MS.length && pause < due
      ? { ms: pause, again: this.#incomplete }
      : { ms: due, again: false };
  }

  async #once(requests: readonly Request[], again: boolean): Promise<void> {
    const { signal } = this.#closing;
    this.#begun = Date.now();
    try {
      this.#incomplete = await this.#parts.run(signal, again);
      this.#failures = this.#incomplete ? this.#failures + 1 : 0;
      for (const { done } of requests) done();
    } catch (error) {
      this.#failures += 1;
      // A full run that failed has to be repeated in full.
      this.#incomplete = again;
      for (const { done, failed } of requests) {
        if (signal.aborted) done();
        else failed(error);
      }
      if (requests.length === 0 && !signal.aborted) this.#parts.failed(error);
    }
  }
}
