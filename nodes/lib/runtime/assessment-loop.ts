import { type AssessmentTiming, nextAssessment } from '../assess/schedule';
import { AlarmClock, type Request } from '../shipping/alarm-clock';
import { atMost } from '../wait';

const MINUTE_MS = 60_000;
/** A longer wait is looked at again: clocks are set, and days differ in length. */
const LONGEST_NAP_MS = 60 * MINUTE_MS;
/** A day is too long to wait for what an outage of a minute has prevented. */
const RETRIES_MS = [5 * MINUTE_MS, 15 * MINUTE_MS, 60 * MINUTE_MS];
/** ms that closing may take; Node-RED itself gives up after 15 s */
const CLOSE_TIMEOUT_MS = 5_000;

export interface AssessmentParts {
  readonly timing: AssessmentTiming;
  /** Reads what is remembered, before anything is due: when it ran last is only known from that. */
  prepare(): Promise<unknown>;
  /** epoch ms at which the last complete run began; null: there was none */
  lastRun(): number | null;
  /** What is remembered to be owed: all of a run that did not end, or what failed in one that did. */
  owed(): 'all' | 'failed' | undefined;
  /**
   * @param again nobody asked and none is due: only what failed in the last run is wanted
   * @returns whether a part of it failed for reasons that may pass; throws what kept it from ending
   */
  run(signal: AbortSignal, again: boolean): Promise<boolean>;
  /** Nothing is under way; the next run is due at `nextAt` (epoch ms), undefined: when somebody asks. */
  resting?(nextAt: number | undefined): void;
  /** Something that nobody asked for has failed. */
  failed(error: unknown): void;
}

interface Wait {
  /** undefined: until somebody asks */
  readonly ms: number | undefined;
  readonly again: boolean;
}

/** Runs an assessment when it is due and when somebody asks, one at a time. */
export class AssessmentLoop {
  private readonly closing = new AbortController();
  private readonly alarm = new AlarmClock(this.closing.signal);
  private running: Promise<void> | undefined;
  private failures = 0;
  /** epoch ms at which the last run began, whether or not it left a trace */
  private begun = 0;
  /** the last run ended, but a part of it failed */
  private incomplete = false;

  constructor(private readonly parts: AssessmentParts) {}

  start(): void {
    this.running ??= this.loop();
  }

  /** Resolves when a run that began afterwards is complete. */
  ask(): Promise<void> {
    return this.alarm.ask({ action: 'poll' });
  }

  /** Cuts off what is under way. */
  async close(): Promise<void> {
    this.closing.abort(new DOMException('the node was closed', 'AbortError'));
    if (this.running !== undefined) await atMost(this.running, CLOSE_TIMEOUT_MS);
  }

  private async loop(): Promise<void> {
    const { signal } = this.closing;
    await this.prepare();
    this.resume();
    while (!signal.aborted) {
      const { ms, again } = this.wait();
      this.parts.resting?.(ms === undefined ? undefined : Date.now() + ms);
      const requests = await this.alarm.wait(ms === undefined ? undefined : Math.min(ms, LONGEST_NAP_MS));
      if (signal.aborted) {
        for (const { done } of requests) done();
        return;
      }
      if (requests.length === 0 && ms !== undefined && ms > LONGEST_NAP_MS) continue;
      await this.once(requests, requests.length === 0 && again);
    }
  }

  private async prepare(): Promise<void> {
    try {
      await this.parts.prepare();
    } catch (error) {
      if (!this.closing.signal.aborted) this.parts.failed(error);
    }
  }

  /** A restart is no reason to wait for the next day either. */
  private resume(): void {
    const owed = this.parts.owed();
    this.failures = owed === undefined ? 0 : 1;
    this.incomplete = owed === 'failed';
  }

  private wait(): Wait {
    const { timing, lastRun } = this.parts;
    const now = Date.now();
    const due = nextAssessment(timing, lastRun(), now);
    if (due === undefined || this.failures === 0) return { ms: due, again: false };
    const pause = Math.min(RETRIES_MS[this.failures - 1] ?? LONGEST_NAP_MS, timing.everyMs);
    // A run that did not end has left no trace, so without a pause it would be due at once.
    if (due === 0) return { ms: Math.min(pause, Math.max(0, this.begun + pause - now)), again: false };
    return this.failures <= RETRIES_MS.length && pause < due
      ? { ms: pause, again: this.incomplete }
      : { ms: due, again: false };
  }

  private async once(requests: readonly Request[], again: boolean): Promise<void> {
    const { signal } = this.closing;
    this.begun = Date.now();
    try {
      this.incomplete = await this.parts.run(signal, again);
      this.failures = this.incomplete ? this.failures + 1 : 0;
      for (const { done } of requests) done();
    } catch (error) {
      this.failures += 1;
      // What a whole run has failed to look at is all of it.
      this.incomplete = again;
      for (const { done, failed } of requests) {
        if (signal.aborted) done();
        else failed(error);
      }
      if (requests.length === 0 && !signal.aborted) this.parts.failed(error);
    }
  }
}
