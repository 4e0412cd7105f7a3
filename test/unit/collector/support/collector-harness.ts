import FakeTimers from '@sinonjs/fake-timers';
import { Collector } from '../../../../nodes/lib/collector/collector';
import type { RecordMessage } from '../../../../nodes/lib/collector/delivery/messages';
import type { CollectorSettings } from '../../../../nodes/lib/collector/deps';
import type { Report } from '../../../../nodes/lib/collector/reports/reports';
import type { CollectorState } from '../../../../nodes/lib/collector/status/state';
import type { ApiClient } from '../../../../nodes/lib/contracts/api-client';
import type { CountingStream } from '../../../doubles/counting-stream';
import { MemoryCheckpointStore } from '../../../doubles/memory-checkpoint-store';
import { ScriptedClient } from '../../../doubles/scripted-client';

export const NOW = Date.parse('2026-11-20T12:00:00Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** A collector between fake streams and a memory store, on a fake clock. */
export class CollectorHarness {
  readonly clock = FakeTimers.install({ now: NOW, toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  readonly messages: RecordMessage[] = [];
  readonly reports: Report[] = [];
  readonly states: CollectorState[] = [];
  readonly errors: Error[] = [];
  readonly warnings: string[] = [];
  readonly logs: string[] = [];
  onMessage: (message: RecordMessage) => void = () => undefined;
  client: () => Promise<ApiClient>;
  source: Collector;

  constructor(
    readonly streams: readonly CountingStream[],
    settings: Partial<CollectorSettings> = {},
    readonly store = new MemoryCheckpointStore(),
  ) {
    const client = new ScriptedClient({ list: () => ({}), body: () => '' });
    this.client = async () => client;
    this.source = new Collector(
      {
        streams,
        client: () => this.client(),
        accountName: 'the account',
        store: store,
        events: {
          records: (message) => {
            this.messages.push(message);
            this.onMessage(message);
          },
          report: ({ payload }) => this.reports.push(payload),
          state: (state) => this.states.push(state),
          error: (error) => this.errors.push(error),
          warn: (line) => this.warnings.push(line),
          log: (line) => this.logs.push(line),
          debug: () => undefined,
        },
      },
      {
        id: 'node',
        output: 'event',
        chunk: 10,
        chunkBytes: 1_000_000,
        lookbackMs: 24 * HOUR,
        delivery: 'sent',
        maxRate: 0,
        inFlight: 2,
        acks: 1,
        ackTimeoutMs: MINUTE,
        everyMs: 5 * MINUTE,
        firstDelayMs: 1000,
        inactivityHint: 'is Enhanced Logging on?',
        ...settings,
      },
    );
  }

  /** Advances the clock and lets all pending callbacks run. */
  async pass(ms: number): Promise<void> {
    await this.clock.tickAsync(ms);
    await this.settle();
  }

  async settle(): Promise<void> {
    for (let turn = 0; turn < 30; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  kinds(kind: Report['kind']): readonly Report[] {
    return this.reports.filter((report) => report.kind === kind);
  }

  /** Numbers that were handed over, in order. */
  get numbers(): readonly unknown[] {
    return this.messages.map(({ payload }) =>
      typeof payload === 'object' && payload !== null && 'n' in payload ? payload.n : undefined,
    );
  }

  get state(): CollectorState | undefined {
    return this.states.at(-1);
  }

  async end(): Promise<void> {
    const closed = this.source.close();
    await this.pass(11_000);
    await closed;
    this.clock.uninstall();
  }
}
