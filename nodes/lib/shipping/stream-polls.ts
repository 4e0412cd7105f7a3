import { setMaxListeners } from 'node:events';
import type { StreamOutcome } from './poll-stream';
import type { Stream } from './stream';

/**
 * The polls of single streams that are under way. A poll of the node ends when all of its streams have, except
 * for those that nobody acknowledges: they go on waiting, and must not hold up the others.
 */
export class StreamPolls {
  readonly #isStuck: (stream: Stream) => boolean;

  readonly #running = new Map<Stream, Promise<void>>();
  #controller = createUnboundedController();
  #onStuck: () => void = () => undefined;

  /** @param isStuck a batch of the stream has been sent again and again */
  constructor(isStuck: (stream: Stream) => boolean) {
    this.#isStuck = isStuck;
  }

  /** What the streams that are started now listen to. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  isBusy(stream: Stream): boolean {
    return this.#running.has(stream);
  }

  get anyBusy(): boolean {
    return this.#running.size > 0;
  }

  /** To be told when a stream has become stuck. */
  stuck(): void {
    this.#onStuck();
  }

  /**
   * Runs the polls side by side.
   * @param poll rejects only when aborted
   * @param onLate a poll that had been left behind has ended
   * @returns the outcomes of those that ended; the rest is stuck and stays busy
   * @throws the signal's reason when aborted, once all have ended
   */
  async run(
    streams: readonly Stream[],
    poll: (stream: Stream) => Promise<StreamOutcome>,
    onLate: (outcome: StreamOutcome) => void,
  ): Promise<readonly StreamOutcome[]> {
    const { signal } = this.#controller;
    const outcomes: StreamOutcome[] = [];
    let waiting = true;
    for (const stream of streams) {
      const ended = poll(stream).then(
        (outcome) => (waiting ? void outcomes.push(outcome) : onLate(outcome)),
        () => undefined,
      );
      this.#running.set(
        stream,
        ended.finally(() => this.#running.delete(stream)),
      );
    }
    await this.#waitForPolls(streams);
    waiting = false;
    signal.throwIfAborted();
    return outcomes;
  }

  /** Ends what is busy; resolves when it has ended. What was not settled is read again by the next poll. */
  async abort(reason: Error): Promise<void> {
    const controller = this.#controller;
    this.#controller = createUnboundedController();
    controller.abort(reason);
    await Promise.all(this.#running.values());
  }

  async #waitForPolls(streams: readonly Stream[]): Promise<void> {
    const { signal } = this.#controller;
    for (;;) {
      const pending = streams.filter((stream) => this.#running.has(stream));
      if (pending.length === 0) return;
      // Aborted polls end soon: they are waited for, stuck or not.
      if (!signal.aborted && pending.every(this.#isStuck)) return;
      const stuck = new Promise<void>((resolve) => {
        this.#onStuck = resolve;
      });
      await Promise.race([stuck, ...pending.map((stream) => this.#running.get(stream))]);
    }
  }
}

/** Every stream listens to the one signal of its node: that is no leak. */
function createUnboundedController(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
