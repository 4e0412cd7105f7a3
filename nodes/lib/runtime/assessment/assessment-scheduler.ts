import { nextRunDelay, type RunSchedule } from '../../assessments/run-schedule';
import { type PendingCommand, PollTimer } from '../../collector/poll/poll-timer';
import { withTimeout } from '../../util/async';
import { HOUR_MS, MINUTE_MS } from '../../util/time';

/**
 * Upper limit of one sleep. Then the due time is computed again: the system clock may change, and days differ
 * in length.
 */
const MAX_SLEEP_MS = HOUR_MS;
/** Delays before failed work is repeated: after a short outage the next daily run would be too late. */
const RETRIES_MS = [5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS];
/** Limit for closing, in ms. Node-RED itself gives up after 15 s. */
const CLOSE_TIMEOUT_MS = 5_000;

/** The run that is active, or else the last one of this process. */
export interface CurrentRun {
  readonly id: string;
  readonly active: boolean;
}

export interface AssessmentSchedulerDeps {
  readonly timing: RunSchedule;
  /** Loads the saved state. The time of the last run comes from it, so nothing is due before. */
  loadState(): Promise<unknown>;
  /** epoch ms at which the last complete run began; null: there was none */
  lastRunAt(): number | null;
  /** The saved work that is still to do: all of a run that did not end, or what failed in a complete one. */
  pendingWork(): 'all' | 'failed' | undefined;
  /**
   * @param retryOnly only what failed in the last run is repeated, because no run was requested or due
   * @returns whether parts failed for temporary reasons; throws what kept the run from ending
   */
  run(signal: AbortSignal, retryOnly: boolean): Promise<boolean>;
  /** No run is active. The next one is due at `nextAt` (epoch ms); undefined: on request. */
  onWaiting?(nextAt: number | undefined): void;
  /** A run on schedule failed. */
  onError(error: unknown): void;
}

interface NextRun {
  /** undefined: until a run is requested */
  readonly ms: number | undefined;
  readonly retryOnly: boolean;
}

/** Runs an assessment when it is due and on request, one run at a time. */
export class AssessmentScheduler {
  readonly #abortController = new AbortController();
  readonly #timer = new PollTimer(this.#abortController.signal);
  #activeLoop: Promise<void> | undefined;
  #failures = 0;
  /** epoch ms at which the last run began, even if it saved nothing */
  #startedAt = 0;
  /** the last run ended, but a part of it failed */
  #incomplete = false;

  readonly #deps: AssessmentSchedulerDeps;

  constructor(deps: AssessmentSchedulerDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#activeLoop ??= this.#runLoop();
  }

  /** Resolves when a run that began after the call is complete. */
  requestRun(): Promise<void> {
    return this.#timer.request({ action: 'poll' });
  }

  /** Cancels the active run. */
  async close(): Promise<void> {
    this.#abortController.abort(new DOMException('the node was closed', 'AbortError'));
    if (this.#activeLoop !== undefined) await withTimeout(this.#activeLoop, CLOSE_TIMEOUT_MS);
  }

  async #runLoop(): Promise<void> {
    const { signal } = this.#abortController;
    await this.#loadState();
    this.#restorePendingWork();
    while (!signal.aborted) {
      const { ms, retryOnly } = this.#nextRun();
      this.#deps.onWaiting?.(ms === undefined ? undefined : Date.now() + ms);
      const requests = await this.#timer.wait(ms === undefined ? undefined : Math.min(ms, MAX_SLEEP_MS));
      if (signal.aborted) {
        for (const { resolve } of requests) resolve();
        return;
      }
      if (requests.length === 0 && ms !== undefined && ms > MAX_SLEEP_MS) continue;
      await this.#runOnce(requests, requests.length === 0 && retryOnly);
    }
  }

  async #loadState(): Promise<void> {
    try {
      await this.#deps.loadState();
    } catch (error) {
      if (!this.#abortController.signal.aborted) this.#deps.onError(error);
    }
  }

  /** Pending work is repeated soon after a restart too. */
  #restorePendingWork(): void {
    const pendingWork = this.#deps.pendingWork();
    this.#failures = pendingWork === undefined ? 0 : 1;
    this.#incomplete = pendingWork === 'failed';
  }

  #nextRun(): NextRun {
    const { timing, lastRunAt: lastRun } = this.#deps;
    const now = Date.now();
    const due = nextRunDelay(timing, lastRun(), now);
    if (due === undefined || this.#failures === 0) return { ms: due, retryOnly: false };
    const pause = Math.min(RETRIES_MS[this.#failures - 1] ?? MAX_SLEEP_MS, timing.everyMs);
    // A run that did not end saved nothing, so without a pause it would be due again at once.
    if (due === 0)
      return { ms: Math.min(pause, Math.max(0, this.#startedAt + pause - now)), retryOnly: false };
    return this.#failures <= RETRIES_MS.length && pause < due
      ? { ms: pause, retryOnly: this.#incomplete }
      : { ms: due, retryOnly: false };
  }

  async #runOnce(requests: readonly PendingCommand[], retryOnly: boolean): Promise<void> {
    const { signal } = this.#abortController;
    this.#startedAt = Date.now();
    try {
      this.#incomplete = await this.#deps.run(signal, retryOnly);
      this.#failures = this.#incomplete ? this.#failures + 1 : 0;
      for (const { resolve } of requests) resolve();
    } catch (error) {
      this.#failures += 1;
      // A full run that failed has to be repeated in full.
      this.#incomplete = retryOnly;
      for (const { resolve, reject } of requests) {
        if (signal.aborted) resolve();
        else reject(error);
      }
      if (requests.length === 0 && !signal.aborted) this.#deps.onError(error);
    }
  }
}
