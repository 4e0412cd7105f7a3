import { sleep } from '../wait';

export interface Alarm {
  /** somebody asked, rather than the interval being over */
  readonly asked: boolean;
  /** tells those who asked that what they asked for is done */
  readonly done: () => void;
}

/** Waits for the interval or for somebody who asks, whichever comes first. Never rejects. */
export class AlarmClock {
  private askers: (() => void)[] = [];
  private wake: (() => void) | undefined;

  constructor(private readonly signal: AbortSignal) {}

  /** Resolves when the next alarm that goes off after this call is done, or when all is over. */
  ask(): Promise<void> {
    if (this.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      this.askers.push(resolve);
      this.wake?.();
    });
  }

  /** @param ms undefined: until somebody asks */
  async wait(ms: number | undefined): Promise<Alarm> {
    if (this.askers.length === 0 && !this.signal.aborted) await this.waitFor(ms);
    const askers = this.askers;
    this.askers = [];
    return { asked: askers.length > 0, done: () => askers.forEach((tell) => void tell()) };
  }

  private async waitFor(ms: number | undefined): Promise<void> {
    const woken = new AbortController();
    this.wake = () => woken.abort();
    const signal = AbortSignal.any([this.signal, woken.signal]);
    // The longest that a timer can wait is 24 days; nobody polls less often without asking.
    await sleep(ms ?? Number.MAX_SAFE_INTEGER, signal).catch(() => undefined);
    this.wake = undefined;
  }
}
