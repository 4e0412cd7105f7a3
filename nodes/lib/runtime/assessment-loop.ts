import { type AssessmentTiming, nextAssessment } from '../assess/schedule';
import { AlarmClock } from '../shipping/alarm-clock';

const MINUTE_MS = 60_000;
/** A longer wait is looked at again: clocks are set, and days differ in length. */
const LONGEST_NAP_MS = 60 * MINUTE_MS;
/** A day is too long to wait for what an outage of a minute has prevented. */
const RETRIES_MS = [5 * MINUTE_MS, 15 * MINUTE_MS, 60 * MINUTE_MS];

export interface AssessmentParts {
  readonly timing: AssessmentTiming;
  /** epoch ms at which the last complete run began; null: there was none */
  lastRun(): number | null;
  /** @returns whether a part of it failed for reasons that may pass; throws what kept it from ending */
  run(signal: AbortSignal): Promise<boolean>;
  /** A run that nobody asked for has failed. */
  failed(error: unknown): void;
}

/** Runs an assessment when it is due and when somebody asks, one at a time. */
export class AssessmentLoop {
  private readonly closing = new AbortController();
  private readonly alarm = new AlarmClock(this.closing.signal);
  private running: Promise<void> | undefined;
  private failures = 0;

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
    await this.running;
  }

  private async loop(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      const wait = this.wait();
      const requests = await this.alarm.wait(wait === undefined ? undefined : Math.min(wait, LONGEST_NAP_MS));
      if (signal.aborted) {
        for (const { done } of requests) done();
        return;
      }
      if (requests.length === 0 && wait !== undefined && wait > LONGEST_NAP_MS) continue;
      await this.once(requests);
    }
  }

  private wait(): number | undefined {
    const { timing, lastRun } = this.parts;
    const due = nextAssessment(timing, lastRun(), Date.now());
    if (due === undefined || this.failures === 0) return due;
    const pause = RETRIES_MS[this.failures - 1];
    // A run that did not end has left no trace, so without a pause it would be due at once.
    if (pause === undefined) return Math.max(due, Math.min(timing.everyMs, LONGEST_NAP_MS));
    return due === 0 ? Math.min(pause, timing.everyMs) : Math.min(pause, due);
  }

  private async once(requests: Awaited<ReturnType<AlarmClock['wait']>>): Promise<void> {
    const { signal } = this.closing;
    try {
      this.failures = (await this.parts.run(signal)) ? this.failures + 1 : 0;
      for (const { done } of requests) done();
    } catch (error) {
      this.failures += 1;
      for (const { done, failed } of requests) {
        if (signal.aborted) done();
        else failed(error);
      }
      if (requests.length === 0 && !signal.aborted) this.parts.failed(error);
    }
  }
}
