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
  readonly batches: InFlightBatches;
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
  acknowledge(batch: string, scope: number | 'all', attempt?: number, ackNodeId?: string): boolean;
  reject(batch: string, scope: number | 'all', attempt?: number, ackNodeId?: string): boolean;
  /** Sent since the last call: batch, index, attempt. */
  taken(): (readonly [batch: string, index: number, attempt: number])[];
}

/** For each test, an instance on a fake clock; the test fails if a timer is left behind. */
export function useInFlightHarness(): InFlightHarness {
  let clock: FakeTimers.Clock;
  let batches: InFlightBatches;
  let sent: RecordMessage[];
  let stuck: StuckBatch[];
  let freed: StuckBatch[];
  let rejected: Rejection[];
  let controller: AbortController;
  let onSend: (message: RecordMessage) => void;

  function open(options: Partial<InFlightBatchesOptions> = {}): void {
    batches = new InFlightBatches({
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
    batches.close();
    assert.equal(clock.countTimers(), 0, 'a timer is left');
    clock.uninstall();
  });

  function deliver(id: string, size: number): { readonly outcome: string; readonly promise: Promise<void> } {
    const promise = batches.deliver(batchOf(id, size), origin, controller.signal);
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
    outcome: AckOutcome,
    batch: string,
    scope: number | 'all',
    attempt = 1,
    ackNodeId = 'ack',
  ): boolean {
    return batches.handleAck({ batch, scope, attempt, outcome, ackNodeId });
  }
  const acknowledge = (batch: string, scope: number | 'all', attempt = 1, ackNodeId = 'ack'): boolean =>
    sendAck('acknowledge', batch, scope, attempt, ackNodeId);
  const reject = (batch: string, scope: number | 'all', attempt = 1, ackNodeId = 'ack'): boolean =>
    sendAck('reject', batch, scope, attempt, ackNodeId);
  const taken = (): (readonly [string, number, number])[] =>
    sent.splice(0).map(({ mimecast: { batch } }) => [batch.id, batch.index, batch.attempt] as const);

  return {
    get clock() {
      return clock;
    },
    get batches() {
      return batches;
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
