/** A sink for HTTP receivers: a message is delivered when its promise resolves. */
import { withTimeout } from '../../util/async';
import { MINUTE_MS, SECOND_MS } from '../../util/time';
import type { PendingLimits } from '../pending-messages';
import { type EncodedPayload, encodePayload, type RecordOrigin } from './encode/items';
import { closedError, type Refusal, RefusedError } from './errors';
import { type HttpEvents, Outage } from './send/outage';
import { ReceiverClient } from './send/receiver-client';
import { type Redelivery, SEND_QUEUE_LIMITS, SendQueue } from './send/send-queue';
import { Sender } from './send/sender';
import type { SenderTimes } from './send/sender-deps';
import type { HttpSinkSettings } from './settings';

/** All in ms. */
export interface HttpSinkTimes extends SenderTimes {
  /** for sending what waits on close; less than the 15 s that a node has for its close */
  readonly drainMs: number;
}

export const HTTP_SINK_TIMES: HttpSinkTimes = {
  backoffMs: SECOND_MS,
  maxBackoffMs: MINUTE_MS,
  misconfiguredMs: 30 * SECOND_MS,
  maxMisconfiguredMs: 5 * MINUTE_MS,
  pollMs: SECOND_MS,
  maxPollMs: 10 * SECOND_MS,
  indexedWithinMs: 2 * MINUTE_MS,
  drainMs: 10 * SECOND_MS,
};

export interface HttpSinkLimits {
  readonly times?: Partial<HttpSinkTimes>;
  readonly queue?: PendingLimits;
}

export class HttpSink {
  readonly #queue: SendQueue;
  readonly #client: ReceiverClient;
  readonly #sender: Sender;
  readonly #outage: Outage;
  readonly #times: HttpSinkTimes;
  readonly #settings: HttpSinkSettings;
  #closing: Promise<void> | undefined;

  /** @throws NoAnswer when TLS or proxy settings can't be used */
  constructor(
    settings: HttpSinkSettings,
    events: HttpEvents,
    { times, queue: queueLimits = SEND_QUEUE_LIMITS }: HttpSinkLimits = {},
  ) {
    this.#settings = settings;
    this.#times = { ...HTTP_SINK_TIMES, ...times };
    this.#queue = new SendQueue(queueLimits);
    this.#client = new ReceiverClient(settings);
    this.#outage = new Outage(new URL(settings.url).host, events);
    const { queue, client, outage } = { queue: this.#queue, client: this.#client, outage: this.#outage };
    this.#sender = new Sender({ settings, client, queue, outage, times: this.#times, events });
    this.#sender.start();
  }

  /**
   * Resolves when the receiver has accepted each record, with the bytes before gzip.
   * @throws HttpError; RefusedError where all records are accepted that are not refused
   */
  async send(payload: unknown, origin: RecordOrigin, redelivery?: Redelivery): Promise<number> {
    if (this.#closing !== undefined) throw closedError();
    const encoded = encodePayload(this.#settings.receiver, payload, origin);
    const earlier = redelivery && this.#queue.find(encoded.items, redelivery);
    const delivered = earlier ?? this.#add(encoded, redelivery);
    const refusals = await delivered;
    const { items, select } = encoded;
    if (refusals.length > 0)
      throw new RefusedError(refusals, items.length, select(refusals.map(({ record }) => record)));
    return items.reduce((sum, { length }) => sum + length, 0);
  }

  #add({ items, alone }: EncodedPayload, redelivery: Redelivery | undefined): Promise<readonly Refusal[]> {
    const wasEmpty = this.#queue.waitingItems === 0;
    const delivered = this.#queue.add(items, alone, redelivery);
    this.#sender.wake(wasEmpty);
    return delivered;
  }

  /** Sends what waits, up to the limit; the rest fails with HTTP_CLOSED. */
  close(): Promise<void> {
    this.#closing ??= this.#drainAndClose();
    return this.#closing;
  }

  async #drainAndClose(): Promise<void> {
    this.#sender.expedite();
    await withTimeout(this.#queue.drained(), this.#times.drainMs);
    await this.#sender.close();
    this.#queue.failAll(closedError());
    await this.#client.close();
  }
}
