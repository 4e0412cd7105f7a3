import { randomUUID } from 'node:crypto';
import FakeTimers from '@sinonjs/fake-timers';
import { createClient } from '../../../nodes/lib/api/client';
import type { ApiClient } from '../../../nodes/lib/contracts/api-client';
import type {
  Notice,
  Position,
  ReadContext,
  SourceRecord,
  Stream,
} from '../../../nodes/lib/contracts/stream';
import {
  createSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../../nodes/lib/simulator/simulator';

const NO_QUOTA = { calls: 1_000_000, windowMs: 60_000 };

/** A tenant on a fake clock, and a client of it. */
export class LogHarness {
  readonly #clock: FakeTimers.Clock;

  private constructor(
    readonly simulator: Simulator,
    readonly client: ApiClient,
    clock: FakeTimers.Clock,
  ) {
    this.#clock = clock;
  }

  /** @param now epoch ms */
  static async start(now: number, options: SimulatorOptions = {}): Promise<LogHarness> {
    const clock = FakeTimers.install({ now, toFake: ['Date'] });
    const simulator = createSimulator({
      now: () => Date.now(),
      quotas: { token: NO_QUOTA, 'siem-stream': NO_QUOTA, 'siem-batch': NO_QUOTA, api: NO_QUOTA },
      ...options,
    });
    await simulator.start();
    const client = createClient({
      origin: simulator.apiUrl,
      demo: false,
      clientId: randomUUID(),
      clientSecret: 'secret',
      timeoutMs: 5000,
      // The stream gets failures at once instead of waiting for retries.
      tries: 1,
    });
    return new LogHarness(simulator, client, clock);
  }

  advance(ms: number): void {
    this.#clock.setSystemTime(Date.now() + ms);
  }

  async stop(): Promise<void> {
    this.#clock.uninstall();
    await this.client.close();
    await this.simulator.stop();
  }
}

/** One stream from poll to poll, as the collector reads it; only its position survives in between. */
export class Reader<P extends Position> {
  readonly records: SourceRecord[] = [];
  readonly notices: Notice[] = [];
  readonly errors: unknown[] = [];
  position: P | undefined;

  readonly #stream: Stream<SourceRecord, P>;
  readonly #client: ApiClient;

  constructor(
    stream: Stream<SourceRecord, P>,
    client: ApiClient,
    private readonly chunk = 7,
  ) {
    this.#stream = stream;
    this.#client = client;
  }

  get texts(): string[] {
    return this.records.map(({ text }) => text);
  }

  /** @param most pages, after which the process is killed */
  async poll(most = Number.POSITIVE_INFINITY): Promise<void> {
    const context: ReadContext = {
      client: this.#client,
      signal: new AbortController().signal,
      chunk: this.chunk,
      chunkBytes: 1_000_000,
      lookbackMs: 2 * 3_600_000,
      onThrottled: () => undefined,
    };
    let pages = 0;
    try {
      for await (const page of this.#stream.pages(this.position, context)) {
        this.records.push(...page.records);
        this.notices.push(...page.notices);
        this.position = this.#stream.parse(JSON.parse(JSON.stringify(page.next)));
        pages += 1;
        if (pages >= most) return;
      }
    } catch (error) {
      this.errors.push(error);
    }
  }
}
