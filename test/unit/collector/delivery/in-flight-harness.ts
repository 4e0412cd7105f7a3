import assert from 'node:assert/strict';
import FakeTimers from '@sinonjs/fake-timers';
import type { AckOutcome } from '../../../../nodes/lib/collector/delivery/ack-message';
import type { StuckBatch } from '../../../../nodes/lib/collector/delivery/in-flight-batch';
import {
  InFlightBatches,
  type InFlightBatchesOptions,
} from '../../../../nodes/lib/collector/delivery/in-flight-batches';
import type { Batch, RecordMessage } from '../../../../nodes/lib/collector/delivery/messages';
import type { Rejection } from '../../../../nodes/lib/collector/delivery/rejections';

export const NOW = Date.parse('2026-11-20T12:00:00Z');
export const TIMEOUT = 60_000;
const origin = { account: 'C0A0', demo: false, source: 'siem' };
const stream = { log: 'siem', type: 'receipt', identify: ({ text }: { text: string }) => text };

const batchOf = (id: string, size: number): Batch => ({
  id,
  records: Array.from({ length: size }, (_, i) => ({ value: { i }, text: `${id}-${i}` })),
  stream,
  collectedAt: NOW,
  attempt: 1,
});

export interface InFlightHarness {
  readonly clock: FakeTimers.Clock;
  readonly outbox: InFlightBatches;
  readonly sent: RecordMessage[];
  readonly stuck: StuckBatch[];
  readonly freed: StuckBatch[];
  readonly rejected: Rejection[];
  readonly controller: AbortController;
  onSend: (message: RecordMessage) => void;
  /** Replaces the default instance of the test with one of other options. */
  open(options?: Partial<InFlightBatchesOptions>): void;
  /** Delivers a batch; returns a function that tells its state. */
  deliver(id: string, size: number): { readonly outcome: string; readonly promise: Promise<void> };
  /** Advances the clock and lets all pending callbacks run. */
  pass(ms?: number): Promise<void>;
  acknowledge(batch: string, which: number | 'all', attempt?: number, by?: string): boolean;
  reject(batch: string, which: number | 'all', attempt?: number, by?: string): boolean;
  /** Sent since the last call: batch, index, attempt. */
  taken(): (readonly [batch: string, index: number, attempt: number])[];
}

/** For each test, an instance on a fake clock; the test fails if a timer is left behind. */
export function useInFlightHarness(): InFlightHarness {
  let clock: FakeTimers.Clock;
  let outbox: InFlightBatches;
  let sent: RecordMessage[];
  let stuck: StuckBatch[];
  let freed: StuckBatch[];
  let rejected: Rejection[];
  let controller: AbortController;
  let onSend: (message: RecordMessage) => void;

  function open(options: Partial<InFlightBatchesOptions> = {}): void {
    outbox = new InFlightBatches({
      mode: 'event',
      acks: 1,
      ackTimeoutMs: TIMEOUT,
      send: (message) => {
        sent.push(message);
        onSend(message);
      },
      onStuck: (one) => stuck.push(one),
      onUnstuck: (one) => freed.push(one),
      onRejected: (one) => rejected.push(one),
      onComplete: () => undefined,
      onUnansweredChange: () => undefined,
      ...options,
    });
  }

  beforeEach(() => {
    clock = FakeTimers.install({ now: NOW, toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    [sent, stuck, freed, rejected, controller] = [[], [], [], [], new AbortController()];
    onSend = () => undefined;
    open();
  });
  afterEach(() => {
    outbox.close();
    assert.equal(clock.countTimers(), 0, 'a timer is left');
    clock.uninstall();
  });

  function deliver(id: string, size: number): { readonly outcome: string; readonly promise: Promise<void> } {
    const promise = outbox.deliver(batchOf(id, size), origin, controller.signal);
    const state = { outcome: 'out', promise };
    promise.then(
      () => {
        state.outcome = 'settled';
      },
      (error: unknown) => {
        state.outcome = String(error);
      },
    );
    return state;
  }
  async function pass(ms = 0): Promise<void> {
    await clock.tickAsync(ms);
    for (let turn = 0; turn < 60; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
  function sendAck(
    verdict: AckOutcome,
    batch: string,
    which: number | 'all',
    attempt = 1,
    by = 'ack',
  ): boolean {
    return outbox.handleAck({ batch, scope: which, attempt, outcome: verdict, ackNodeId: by });
  }
  const acknowledge = (batch: string, which: number | 'all', attempt = 1, by = 'ack'): boolean =>
    sendAck('acknowledge', batch, which, attempt, by);
  const reject = (batch: string, which: number | 'all', attempt = 1, by = 'ack'): boolean =>
    sendAck('reject', batch, which, attempt, by);
  const taken = (): (readonly [string, number, number])[] =>
    sent.splice(0).map(({ mimecast: { batch } }) => [batch.id, batch.index, batch.attempt] as const);

  return {
    get clock() {
      return clock;
    },
    get outbox() {
      return outbox;
    },
    get sent() {
      return sent;
    },
    get stuck() {
      return stuck;
    },
    get freed() {
      return freed;
    },
    get rejected() {
      return rejected;
    },
    get controller() {
      return controller;
    },
    get onSend() {
      return onSend;
    },
    set onSend(next) {
      onSend = next;
    },
    open,
    deliver,
    pass,
    acknowledge,
    reject,
    taken,
  };
}
