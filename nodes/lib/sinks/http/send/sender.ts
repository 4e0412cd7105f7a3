/**
 * Sends the queue as requests, one at a time, and settles each item by the answer. What is not settled is sent again
 * after a back-off; nothing is given up while the node runs.
 */
import { linkSignals } from '../../../util/abort';
import { sleep } from '../../../util/async';
import { addJitter, backoffMs } from '../../../util/backoff';
import { MINUTE_MS } from '../../../util/time';
import type { Verdict } from '../answers/verdict';
import type { SendResult } from './receiver-client';
import { RequestSize } from './request-size';
import type { QueuedItem } from './send-queue';
import type { SenderDeps } from './sender-deps';
import { Suspects } from './suspects';
import { UnindexedRequests } from './unindexed';

type Failure = Extract<Verdict, { kind: 'retry' | 'misconfigured' }>;

/** `undecided`: the receiver has said nothing about single records yet. */
type Outcome = Failure | { readonly kind: 'accepted' | 'refused' | 'undecided' };

type Refused = Extract<Verdict, { kind: 'refused' | 'unnamed' }>;

const NO_ACK_ID =
  'the receiver has received the records, but does not confirm that they are indexed: enable the indexer acknowledgement of the token in Splunk, or disable it in the node';
const NAMES_NO_RECORD =
  'the answer names no record, and the receiver accepts no other one either, so a setting may be wrong';

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
  readonly #size: RequestSize;
  readonly #suspects = new Suspects();
  /** An event that HEC has named, which is sent alone now: only its own refusal counts. */
  #named: QueuedItem | undefined;
  /** The receiver has accepted an event that it had named. */
  #namesWrong = false;
  readonly #unindexed: UnindexedRequests;
  readonly #deps: SenderDeps;

  constructor(deps: SenderDeps) {
    this.#deps = deps;
    this.#size = new RequestSize(deps.settings.batchBytes);
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
    const isDue =
      this.#expedited ||
      queue.isNextUrgent ||
      this.#size.isSearching ||
      queue.waitingBytes >= this.#size.maxBytes;
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
    const items = queue.take(this.#size.maxBytes, this.#named === undefined ? this.#size.maxItems : 1);
    this.#waitingSince = performance.now();
    const octets = items.map((item) => item.octets);
    const result = await client.send(octets, items[0]?.alone === true, signal).catch((error: unknown) => {
      if (!signal.aborted) return unexpected(error);
      queue.requeue(items);
      throw error;
    });
    const outcome = this.#settle(items, result);
    if (outcome.kind === 'accepted') this.#grow(items);
    this.#named = outcome.kind === 'undecided' ? this.#named : undefined;
    if ('reason' in outcome) {
      this.#endSearch();
      this.#sendNotBefore = performance.now() + this.#fail(outcome, result.short);
    } else if (outcome.kind !== 'undecided') this.#deps.outage.end(queue.size);
  }

  #settle(items: readonly QueuedItem[], { verdict, answerTo }: SendResult): Outcome {
    const { queue } = this.#deps;
    switch (verdict.kind) {
      case 'accepted':
        return this.#deps.settings.indexerAck
          ? this.#awaitIndexing(items, verdict.ackId)
          : this.#acceptAll(items);
      case 'items':
        return this.#settleItems(items, verdict.items, answerTo);
      case 'refused':
      case 'unnamed':
        return this.#settleRefused(items, verdict, answerTo);
      case 'retry':
      case 'misconfigured':
        queue.requeue(items);
        return verdict;
    }
  }

  #acceptAll(items: readonly QueuedItem[]): Outcome {
    for (const item of items) this.#deps.queue.accept(item);
    return { kind: 'accepted' };
  }

  #settleItems(
    items: readonly QueuedItem[],
    verdicts: Extract<Verdict, { kind: 'items' }>['items'],
    answerTo: SendResult['answerTo'],
  ): Outcome {
    const { queue } = this.#deps;
    const again: QueuedItem[] = [];
    let reason = '';
    let accepted = 0;
    for (const [index, item] of items.entries()) {
      const verdict = verdicts[index] ?? { kind: 'retry', reason: 'there is no answer about a record' };
      if (verdict.kind === 'refused') queue.refuse(item, verdict.reason, answerTo(index));
      else if (verdict.kind === 'retry') {
        again.push(item);
        reason = verdict.reason;
      } else {
        accepted += 1;
        queue.accept(item);
      }
    }
    queue.requeue(again);
    if (again.length > 0) return { kind: 'retry', reason };
    return { kind: accepted > 0 ? 'accepted' : 'refused' };
  }

  #settleRefused(items: readonly QueuedItem[], verdict: Refused, answerTo: SendResult['answerTo']): Outcome {
    const { queue } = this.#deps;
    const { reason } = verdict;
    const [first] = items;
    const index = verdict.kind === 'refused' ? verdict.invalidIndex : undefined;
    if (first !== undefined && items.length === 1) {
      if (index === undefined && !this.#suspects.isProven) return this.#suspect(first, reason);
      this.#suspects.countRefused();
      queue.refuse(first, reason, answerTo(0));
      return { kind: 'refused' };
    }
    const named = this.#namesWrong ? undefined : items[index ?? -1];
    if (named !== undefined) {
      this.#named = named;
      queue.requeue([named, ...items.filter((item) => item !== named)]);
      return { kind: 'undecided' };
    }
    queue.requeue(items);
    if (verdict.kind === 'refused' && verdict.tooLarge) this.#halve(items);
    else this.#size.halveItems(items.length);
    this.#suspects.begin();
    return { kind: 'undecided' };
  }

  /** A record is refused alone, and the receiver has accepted none since: others are tried. */
  #suspect(item: QueuedItem, reason: string): Outcome {
    const { queue } = this.#deps;
    this.#suspects.add(item);
    if (this.#suspects.isFull || queue.waitingItems === 0)
      return { kind: 'misconfigured', reason: `${reason} (${NAMES_NO_RECORD})` };
    queue.rotate();
    this.#size.single();
    return { kind: 'undecided' };
  }

  /** Suspects come last: the next attempt begins with others. */
  #endSearch(): void {
    this.#deps.queue.requeueLast(this.#suspects.end());
    this.#size.allItems();
  }

  /** The receiver takes less than was sent: all requests become smaller. */
  #halve(items: readonly QueuedItem[]): void {
    const sent = this.#size.halveBytes(items);
    this.#deps.events.log(
      `the receiver does not take a request of ${sent} bytes: the next ones have at most ${this.#size.maxBytes}`,
    );
  }

  /** The receiver has accepted items. */
  #grow(items: readonly QueuedItem[]): void {
    if (this.#named !== undefined && items[0] === this.#named) this.#namesWrong = true;
    this.#size.grow();
    const suspects = this.#suspects.prove();
    this.#deps.queue.requeue(suspects);
    if (suspects.length > 0) this.#size.single();
    else if (!this.#size.isSearching) this.#suspects.end();
  }

  #awaitIndexing(items: readonly QueuedItem[], ackId: number | undefined): Outcome {
    const { queue } = this.#deps;
    if (ackId === undefined) {
      queue.requeue(items);
      return { kind: 'misconfigured', reason: NO_ACK_ID };
    }
    const forgotten = this.#unindexed.add(ackId, items, performance.now());
    this.#sendAgain(forgotten, 'Splunk has restarted before it confirmed them');
    return { kind: 'accepted' };
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
