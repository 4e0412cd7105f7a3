/**
 * Sends the queue as requests, one at a time, and settles each item by the answer. What is not settled is sent again
 * after a back-off; nothing is given up while the node runs.
 */
import { linkSignals } from '../../../util/abort';
import { sleep } from '../../../util/async';
import { addJitter, backoffMs } from '../../../util/backoff';
import { MINUTE_MS } from '../../../util/time';
import type { Verdict } from '../answers/verdict';
import { BODY_OVERHEAD, ITEM_OVERHEAD } from '../encode/body';
import type { HttpSinkSettings } from '../settings';
import type { HttpEvents, Outage } from './outage';
import type { ReceiverClient, SendResult } from './receiver-client';
import type { QueuedItem, SendQueue } from './send-queue';
import { UnindexedRequests, type UnindexedTimes } from './unindexed';

/** All in ms. */
export interface SenderTimes extends UnindexedTimes {
  /** after the first failure; doubled with each further one */
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  /** the same for what a setting causes: nobody changes it within seconds */
  readonly misconfiguredMs: number;
  readonly maxMisconfiguredMs: number;
}

export interface SenderDeps {
  readonly settings: Pick<HttpSinkSettings, 'batchBytes' | 'batchMs' | 'indexerAck'>;
  readonly client: ReceiverClient;
  readonly queue: SendQueue;
  readonly outage: Outage;
  readonly times: SenderTimes;
  readonly events: Pick<HttpEvents, 'warn' | 'log'>;
}

type Failure = Extract<Verdict, { kind: 'retry' | 'misconfigured' }>;

/** Requests in a row after which larger ones are tried again: the answer may have been that of a proxy. */
const GROW_AFTER = 50;

const NO_ACK_ID =
  'the receiver has received the records, but does not confirm that they are indexed: enable the indexer acknowledgement of the token in Splunk, or disable it in the node';
const NO_REASON = 'the receiver refuses the request, but names no record';

/** A programming error: records wait as for any other failure, and the loop goes on. */
const unexpected = (error: unknown): SendResult => ({
  verdict: { kind: 'retry', reason: `unexpected: ${error instanceof Error ? error.name : typeof error}` },
  answerTo: () => '',
});

export class Sender {
  readonly #abortController = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #wakeUp: () => void = () => {};
  #expedited = false;
  /** ms of the monotonic clock */
  #waitingSince = 0;
  #sendNotBefore = 0;
  /** bytes of a request; the receiver may take less than the setting says */
  #maxBytes: number;
  /** requests in a row that were not too large, since the last change of the size */
  #fitting = 0;
  readonly #unindexed: UnindexedRequests;
  readonly #deps: SenderDeps;

  constructor(deps: SenderDeps) {
    this.#deps = deps;
    this.#maxBytes = deps.settings.batchBytes;
    this.#unindexed = new UnindexedRequests(deps.times);
  }

  start(): void {
    this.#running = this.#loop(this.#abortController.signal).catch((error: unknown) => {
      // Only a programming error gets here; waiting messages must not hang silently.
      this.#deps.events.warn(`sending has ended: ${error instanceof Error ? error.name : 'unknown error'}`);
    });
  }

  /** Call it when items were added. @param wasEmpty nothing waited before */
  wake(wasEmpty: boolean): void {
    if (wasEmpty) this.#waitingSince = performance.now();
    this.#wakeUp();
  }

  /** Sends at once, and keeps the back-off short: the node is closing. */
  expedite(): void {
    this.#expedited = true;
    this.#sendNotBefore = 0;
    this.#unindexed.pollAgainIn(0, performance.now());
    this.#wakeUp();
  }

  /** Aborts the request. */
  async close(): Promise<void> {
    this.#abortController.abort(new Error('closed'));
    await this.#running;
  }

  async #loop(signal: AbortSignal): Promise<void> {
    const { outage, queue } = this.#deps;
    while (!signal.aborted) {
      const now = performance.now();
      const pollIn = this.#unindexed.waitMs(now);
      const sendIn = this.#unindexed.isFull ? Number.POSITIVE_INFINITY : this.#sendWaitMs(now);
      if (Math.min(pollIn, sendIn) > 0) await this.#idle(Math.min(pollIn, sendIn, MINUTE_MS), signal);
      else
        await (pollIn === 0 ? this.#poll(signal) : this.#sendNext(signal)).catch((error: unknown) => {
          if (!signal.aborted) throw error;
        });
      outage.show(queue.size);
    }
  }

  /** ms until a request is sent; infinite where nothing waits */
  #sendWaitMs(now: number): number {
    const { queue, settings } = this.#deps;
    if (queue.waitingItems === 0) return Number.POSITIVE_INFINITY;
    const isDue = this.#expedited || queue.isNextUrgent || queue.waitingBytes >= this.#maxBytes;
    const dueAt = isDue ? 0 : this.#waitingSince + settings.batchMs;
    return Math.max(0, dueAt - now, this.#sendNotBefore - now);
  }

  /** Ends early when something changes. */
  async #idle(ms: number, signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    this.#wakeUp = () => woken.abort();
    const linked = linkSignals([signal, woken.signal]);
    await sleep(ms, linked.signal).catch(() => undefined);
    linked.dispose();
  }

  async #sendNext(signal: AbortSignal): Promise<void> {
    const { queue, client } = this.#deps;
    const items = queue.take(this.#maxBytes);
    this.#waitingSince = performance.now();
    const octets = items.map((item) => item.octets);
    const result = await client.send(octets, items[0]?.alone === true, signal).catch((error: unknown) => {
      if (!signal.aborted) return unexpected(error);
      queue.requeue(items);
      throw error;
    });
    const failure = this.#settle(items, result);
    if (failure === undefined) {
      this.#grow();
      this.#deps.outage.end(queue.size);
    } else this.#sendNotBefore = performance.now() + this.#fail(failure, result.short);
  }

  /** @returns why items have to be sent again, where that is a failure */
  #settle(items: readonly QueuedItem[], { verdict, answerTo }: SendResult): Failure | undefined {
    const { queue } = this.#deps;
    switch (verdict.kind) {
      case 'accepted':
        return this.#deps.settings.indexerAck
          ? this.#awaitIndexing(items, verdict.ackId)
          : this.#acceptAll(items);
      case 'items':
        return this.#settleItems(items, verdict.items, answerTo);
      case 'refused':
        return this.#settleRefused(items, verdict, answerTo);
      case 'retry':
      case 'misconfigured':
        queue.requeue(items);
        return verdict;
    }
  }

  #acceptAll(items: readonly QueuedItem[]): undefined {
    for (const item of items) this.#deps.queue.accept(item);
  }

  #settleItems(
    items: readonly QueuedItem[],
    verdicts: Extract<Verdict, { kind: 'items' }>['items'],
    answerTo: SendResult['answerTo'],
  ): Failure | undefined {
    const { queue } = this.#deps;
    const again: QueuedItem[] = [];
    let reason = '';
    for (const [index, item] of items.entries()) {
      const verdict = verdicts[index] ?? { kind: 'retry', reason: 'there is no answer about a record' };
      if (verdict.kind === 'refused') queue.refuse(item, verdict.reason, answerTo(index));
      else if (verdict.kind === 'retry') {
        again.push(item);
        reason = verdict.reason;
      } else queue.accept(item);
    }
    queue.requeue(again);
    return again.length === 0 ? undefined : { kind: 'retry', reason };
  }

  #settleRefused(
    items: readonly QueuedItem[],
    { reason, invalidIndex, tooLarge }: Extract<Verdict, { kind: 'refused' }>,
    answerTo: SendResult['answerTo'],
  ): Failure | undefined {
    const { queue } = this.#deps;
    const refused = tooLarge && items.length === 1 ? items[0] : items[invalidIndex ?? -1];
    if (refused !== undefined) {
      queue.refuse(refused, reason, answerTo(invalidIndex ?? 0));
      queue.requeue(items.filter((item) => item !== refused));
      return undefined;
    }
    queue.requeue(items);
    if (!tooLarge) return { kind: 'misconfigured', reason: `${reason}: ${NO_REASON}` };
    this.#halve(items);
    return undefined;
  }

  /** The receiver takes less than was sent: all requests become smaller. */
  #halve(items: readonly QueuedItem[]): void {
    const sent = items.reduce((sum, { octets }) => sum + octets.length + ITEM_OVERHEAD, BODY_OVERHEAD);
    this.#maxBytes = Math.ceil(sent / 2);
    this.#fitting = 0;
    this.#deps.events.log(
      `the receiver does not take a request of ${sent} bytes: the next ones have at most ${this.#maxBytes}`,
    );
  }

  /** Doubles the size again, up to the setting. */
  #grow(): void {
    const { batchBytes } = this.#deps.settings;
    if (this.#maxBytes >= batchBytes) return;
    this.#fitting += 1;
    if (this.#fitting < GROW_AFTER) return;
    this.#maxBytes = Math.min(batchBytes, this.#maxBytes * 2);
    this.#fitting = 0;
  }

  #awaitIndexing(items: readonly QueuedItem[], ackId: number | undefined): Failure | undefined {
    const { queue } = this.#deps;
    if (ackId === undefined) {
      queue.requeue(items);
      return { kind: 'misconfigured', reason: NO_ACK_ID };
    }
    const forgotten = this.#unindexed.add(ackId, items, performance.now());
    this.#sendAgain(forgotten, 'Splunk has restarted before it confirmed them');
    return undefined;
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const { client, queue, outage } = this.#deps;
    const result = await client.pollIndexed(this.#unindexed.ids, signal);
    const now = performance.now();
    // Without an answer nothing is indexed, but the time runs out.
    const indexedIds: ReadonlySet<number> = result.kind === 'polled' ? result.indexed : new Set();
    const { indexed, late } = this.#unindexed.settle(indexedIds, now);
    this.#acceptAll(indexed);
    this.#sendAgain(late, 'Splunk has not confirmed in time that they are indexed');
    if (result.kind === 'polled') outage.end(queue.size);
    else this.#unindexed.pollAgainIn(this.#fail(result.verdict, result.short), now);
  }

  #sendAgain(items: readonly QueuedItem[], reason: string): void {
    if (items.length === 0) return;
    this.#deps.queue.requeue(items);
    this.#deps.events.warn(`${items.length} records are sent again: ${reason}`);
  }

  /** Reports a failure. @returns ms until the next attempt */
  #fail(failure: Failure, short: string | undefined): number {
    const { outage, times } = this.#deps;
    const misconfigured = failure.kind === 'misconfigured';
    const base = misconfigured ? times.misconfiguredMs : times.backoffMs;
    const longest = misconfigured ? times.maxMisconfiguredMs : times.maxBackoffMs;
    const cap = this.#expedited ? times.backoffMs : longest;
    const backoff = backoffMs(outage.countFailure(), { base, cap, jitter: 'equal' });
    const asked = failure.kind === 'retry' ? failure.retryAfterMs : undefined;
    const waitMs = asked === undefined ? backoff : Math.max(addJitter(asked), times.backoffMs);
    outage.begin({ cause: short ?? failure.reason, reason: failure.reason, misconfigured }, waitMs);
    return waitMs;
  }
}
