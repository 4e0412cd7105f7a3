import { setMaxListeners } from 'node:events';
import type { Stream } from '../../contracts/stream';
import type { StreamOutcome } from '../reports/poll-report';

/**
 * The running polls of single streams. A poll of the node ends when the polls of all its streams have ended,
 * except for streams with a stuck batch: these keep waiting without blocking the others.
 */
export class PollPool {
  readonly #isStuck: (stream: Stream) => boolean;

  readonly #running = new Map<Stream, Promise<void>>();
  #controller = createUnboundedController();
  #onStuck: () => void = () => undefined;

  /** @param isStuck whether a batch of the stream was redelivered several times without success */
  constructor(isStuck: (stream: Stream) => boolean) {
    this.#isStuck = isStuck;
  }

  /** Abort signal for streams that start now. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  isRunning(stream: Stream): boolean {
    return this.#running.has(stream);
  }

  get anyRunning(): boolean {
    return this.#running.size > 0;
  }

  /** Call it when a stream has become stuck. */
  notifyStuck(): void {
    this.#onStuck();
  }

  /**
   * Runs the polls in parallel.
   * @param poll rejects only when aborted
   * @param onLate called when a poll ends after `run` has returned
   * @returns outcomes of the polls that have ended; the others are stuck and keep running
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

  /**
   * Aborts the running polls; resolves when they have ended. The next poll reads unacknowledged records
   * again.
   */
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
      // Aborted polls end soon: wait for them, stuck or not.
      if (!signal.aborted && pending.every(this.#isStuck)) return;
      const stuck = new Promise<void>((resolve) => {
        this.#onStuck = resolve;
      });
      await Promise.race([stuck, ...pending.map((stream) => this.#running.get(stream))]);
    }
  }
}

/** All streams of a node listen to the same signal: more than ten listeners are not a leak. */
function createUnboundedController(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
