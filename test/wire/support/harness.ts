import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '../../../nodes/lib/api/client';
import { FileCheckpointStore } from '../../../nodes/lib/collector/checkpoint/file-checkpoint-store';
import { Collector } from '../../../nodes/lib/collector/collector';
import type { CollectorSettings } from '../../../nodes/lib/collector/deps';
import type { Command } from '../../../nodes/lib/collector/poll/commands';
import type { Report } from '../../../nodes/lib/collector/reports/reports';
import type { CollectorState } from '../../../nodes/lib/collector/status/state';
import type { ApiClient } from '../../../nodes/lib/contracts/api-client';
import type { Stream } from '../../../nodes/lib/contracts/stream';
import {
  createSimulator,
  SIEM_TYPES,
  type SiemType,
  type Simulator,
  type SimulatorOptions,
} from '../../../nodes/lib/simulator/simulator';
import { createSiemBatchStream } from '../../../nodes/lib/streams/siem-batch/stream';
import { type Sleep, sleep } from '../../../nodes/lib/util/async';

/** For specs that test whether something is retried, not when: a fiftieth of the time. */
export const shortBackoff: Sleep = (ms, signal) => sleep(ms / 50, signal);

const NO_QUOTA = { calls: 1_000_000, windowMs: 60_000 };

/** A tenant, a client and a collector, wired as the nodes wire them; output is kept as lines. */
export class CollectorHarness {
  readonly lines: string[] = [];
  /** the same by stream: `<log>.<type>` */
  readonly byType = new Map<string, string[]>();
  /** lines that were marked as a replay */
  readonly replayed: string[] = [];
  readonly reports: Report[] = [];
  readonly states: CollectorState[] = [];
  readonly errors: Error[] = [];
  /** Called with the number of lines so far after each message; may crash the collector. */
  onMessage: ((lines: number) => void) | undefined;
  /** how it waits between two tries, from the next boot on */
  delay: Sleep = sleep;
  #source: Collector | undefined;
  #client: ApiClient | undefined;

  readonly #folder: string;
  readonly #types: readonly SiemType[];
  readonly #streams: (wait: Sleep) => readonly Stream[];
  readonly #chunk: number;

  private constructor(
    readonly simulator: Simulator,
    folder: string,
    types: readonly SiemType[],
    streams: (wait: Sleep) => readonly Stream[],
    chunk: number,
  ) {
    this.#folder = folder;
    this.#types = types;
    this.#streams = streams;
    this.#chunk = chunk;
  }

  static start(
    types: readonly SiemType[],
    options: SimulatorOptions = {},
    chunk = 50,
  ): Promise<CollectorHarness> {
    const streams = (wait: Sleep): readonly Stream[] =>
      types.map((type) => createSiemBatchStream('cg', type, wait));
    return CollectorHarness.of(streams, { types, ...options }, chunk);
  }

  /** @param streams created anew at each boot */
  static async of(
    streams: (wait: Sleep) => readonly Stream[],
    options: SimulatorOptions = {},
    chunk = 50,
  ): Promise<CollectorHarness> {
    const simulator = createSimulator({
      quotas: { token: NO_QUOTA, 'siem-batch': NO_QUOTA, 'siem-stream': NO_QUOTA, api: NO_QUOTA },
      lateShare: 0,
      ...options,
    });
    await simulator.start();
    const folder = await mkdtemp(join(tmpdir(), 'mimecast-wire-'));
    return new CollectorHarness(simulator, folder, options.types ?? SIEM_TYPES, streams, chunk);
  }

  get positionFile(): string {
    return join(this.#folder, 'position.json');
  }

  /** A collector as after a start of Node-RED: it knows only its position file. */
  boot(settings: Partial<CollectorSettings> = {}): void {
    const client = createClient({
      origin: this.simulator.apiUrl,
      demo: false,
      clientId: randomUUID(),
      clientSecret: 'secret',
      timeoutMs: 5000,
      wait: this.delay,
    });
    let alive = true;
    const backend = new FileCheckpointStore(this.positionFile);
    const source = new Collector(
      {
        streams: this.#streams(this.delay),
        client: async () => client,
        accountName: 'test',
        // A killed process writes nothing any more.
        store: {
          read: (isSound) => backend.read(isSound),
          write: async (text) => {
            if (!alive) throw new Error('killed');
            await backend.write(text);
          },
        },
        events: {
          records: (message) => {
            if (!alive) return;
            const lines = message.mimecast.replay === undefined ? this.lines : this.replayed;
            const more = String(message.payload).split('\n');
            lines.push(...more);
            this.#keep(`${message.mimecast.log}.${message.mimecast.type}`, more);
            this.onMessage?.(lines.length);
          },
          report: (message) => {
            if (alive) this.reports.push(message.payload);
          },
          state: (state) => this.states.push(state),
          error: (error) => this.errors.push(error),
          warn: () => undefined,
          log: () => undefined,
          debug: () => undefined,
        },
      },
      {
        id: 'test',
        output: 'lines',
        chunk: this.#chunk,
        chunkBytes: 1_000_000,
        lookbackMs: 24 * 3_600_000,
        delivery: 'sent',
        maxRate: 0,
        inFlight: 2,
        acks: 1,
        ackTimeoutMs: 60_000,
        everyMs: 0,
        firstDelayMs: 0,
        inactivityHint: 'quiet',
        ...settings,
      },
    );
    this.#source = source;
    this.#client = client;
    this.kill = () => {
      alive = false;
    };
    source.start();
  }

  #keep(type: string, lines: readonly string[]): void {
    const typeLines = this.byType.get(type);
    if (typeLines === undefined) this.byType.set(type, [...lines]);
    else typeLines.push(...lines);
  }

  /** From now on nothing that the collector does has an effect, as after SIGKILL. */
  kill: () => void = () => undefined;

  poll(): Promise<void> {
    return this.runCommand({ action: 'poll' });
  }

  async runCommand(job: Command): Promise<void> {
    await this.#source?.request(job);
  }

  async restart(settings: Partial<CollectorSettings> = {}): Promise<void> {
    await this.shut();
    this.boot(settings);
  }

  async shut(): Promise<void> {
    await this.#source?.close();
    await this.#client?.close();
  }

  compare(): ReturnType<Simulator['ledger']['compare']> {
    return this.simulator.ledger.compare(this.lines, { types: this.#types });
  }

  kinds(kind: Report['kind']): readonly Report[] {
    return this.reports.filter((report) => report.kind === kind);
  }

  async stop(): Promise<void> {
    await this.shut();
    await this.simulator.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
