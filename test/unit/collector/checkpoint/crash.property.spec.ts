import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CheckpointManager } from '../../../../nodes/lib/collector/checkpoint/checkpoint-manager';
import { SentDelivery } from '../../../../nodes/lib/collector/delivery/sent-delivery';
import { readAndDeliver } from '../../../../nodes/lib/collector/poll/read-and-deliver';
import { emptyStats } from '../../../../nodes/lib/collector/reports/poll-report';
import { createSiemBatchStream } from '../../../../nodes/lib/streams/siem-batch/stream';
import { withFakeClock } from '../../../doubles/fake-clock';
import { MemoryCheckpointStore } from '../../../doubles/memory-checkpoint-store';
import { ScriptedClient, type ScriptedPage } from '../../../doubles/scripted-client';

const NOW = Date.parse('2026-11-20T12:00:00Z');

/** One process from start to end: the number of messages handed over, and of writes completed. */
interface ProcessRun {
  readonly messages: number;
  readonly writes: number;
  /** decides the order in which files are listed */
  readonly seed: number;
}

interface Scenario {
  /** lines of each file, per page */
  readonly pages: readonly (readonly number[])[];
  readonly chunk: number;
  readonly lives: readonly ProcessRun[];
}

const scenarios: fc.Arbitrary<Scenario> = fc.record({
  pages: fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 4 }), { minLength: 1, maxLength: 4 }),
  chunk: fc.integer({ min: 1, max: 5 }),
  lives: fc.array(
    fc.record({
      messages: fc.integer({ min: 0, max: 12 }),
      writes: fc.integer({ min: 0, max: 12 }),
      seed: fc.integer({ min: 0, max: 1000 }),
    }),
    { maxLength: 8 },
  ),
});

const FOREVER: ProcessRun = { messages: Number.POSITIVE_INFINITY, writes: Number.POSITIVE_INFINITY, seed: 7 };

/** Like `MemoryCheckpointStore`, in a process that is killed: from then on no write happens and no promise settles. */
class MortalBackend extends MemoryCheckpointStore {
  #left: number;
  readonly #onDeath: () => void;
  readonly #life: AbortSignal;

  constructor(text: string | undefined, left: number, onDeath: () => void, life: AbortSignal) {
    super(text);
    this.#left = left;
    this.#onDeath = onDeath;
    this.#life = life;
  }

  override async write(text: string): Promise<void> {
    if (this.#left <= 0) this.#onDeath();
    // A dead process writes nothing more, not even a write it had started.
    if (this.#life.aborted) return new Promise(() => undefined);
    this.#left -= 1;
    await super.write(text);
  }
}

class World {
  readonly expected: string[] = [];
  readonly #files = new Map<string, string>();
  readonly #pages: readonly (readonly string[])[];

  constructor(scenario: Scenario) {
    this.#pages = scenario.pages.map((sizes, page) =>
      sizes.map((size, file) => this.#file(page, file, size)),
    );
  }

  client(seed: number): ScriptedClient {
    return new ScriptedClient({
      list: ({ nextPage }, count) => this.#list(Number(nextPage ?? 0), seed + count),
      body: (path) => this.#files.get(path) ?? '',
    });
  }

  /** The last page is caught up, and its cursor leads to a page that stays empty. */
  #list(index: number, seed: number): ScriptedPage {
    const last = this.#pages.length - 1;
    return {
      files: shuffled(this.#pages[index] ?? [], seed),
      next: String(Math.min(index + 1, last + 1)),
      caughtUp: index >= last,
    };
  }

  #file(page: number, file: number, size: number): string {
    const path = `/cg/${page}/${file}`;
    const lines = Array.from({ length: size }, (_, n) => JSON.stringify({ page, file, n }));
    this.expected.push(...lines);
    // A bad and a blank line, so that raw lines and records differ in number.
    this.#files.set(path, [...lines.slice(0, 1), 'bad', '', ...lines.slice(1)].join('\n'));
    return path;
  }
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  return items
    .map((item, i) => ({ item, rank: ((i + 1) * (seed * 2 + 1) * 7919) % 101 }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

/** Runs one process; returns what was handed over and the stored state at its end. */
async function runProcess(
  world: World,
  scenario: Scenario,
  processRun: ProcessRun,
  text: string | undefined,
): Promise<{ delivered: string[]; text: string | undefined }> {
  const stream = createSiemBatchStream('cg', 'receipt');
  const controller = new AbortController();
  const death = new Promise<void>((resolve) => {
    controller.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const die = (): void => controller.abort(new Error('killed'));
  const store = new MortalBackend(text, processRun.writes, die, controller.signal);
  const delivered: string[] = [];
  const delivery = new SentDelivery({
    mode: 'event',
    maxRate: 0,
    messageContext: { account: 'C0A0', demo: false, source: 'node' },
    send: ({ payload }) => {
      if (controller.signal.aborted) return;
      if (delivered.length >= processRun.messages) die();
      else delivered.push(JSON.stringify(payload));
    },
  });
  const positions = new CheckpointManager(store);
  const run = async (): Promise<void> => {
    await positions.open('C0A0', [stream]);
    await readAndDeliver(
      stream,
      {
        client: world.client(processRun.seed),
        checkpoints: positions,
        delivery,
        signal: controller.signal,
        chunk: scenario.chunk,
        chunkBytes: 1_000_000,
        lookbackMs: 24 * 3_600_000,
        report: () => undefined,
        interrupted: () => false,
        onThrottled: () => undefined,
        onTrouble: () => undefined,
        onProgress: () => undefined,
      },
      emptyStats(),
    );
  };
  const running = run();
  const ended = await Promise.race([
    running.then(
      () => undefined,
      (error: unknown) => error,
    ),
    death,
  ]);
  if (!controller.signal.aborted && ended !== undefined) throw ended;
  // The stored state at the instant of death; a dead process writes nothing more.
  return { delivered, text: store.text };
}

describe('Crashes', () => {
  it('lose nothing, and repeat at most what lies between hand-over and save', async () => {
    let crashes = 0;
    await fc.assert(
      fc.asyncProperty(scenarios, async (scenario) => {
        const world = new World(scenario);
        const seen = new Map<string, number>();
        let text: string | undefined;
        let deaths = 0;
        await withFakeClock(NOW, async () => {
          // A poll ends at an empty page, so as many polls as pages reach the end.
          for (const processRun of [...scenario.lives, ...scenario.pages.map(() => FOREVER)]) {
            const lived = await runProcess(world, scenario, processRun, text);
            for (const record of lived.delivered) seen.set(record, (seen.get(record) ?? 0) + 1);
            // No duplicates within one process.
            assert.equal(new Set(lived.delivered).size, lived.delivered.length);
            text = lived.text;
            if (processRun !== FOREVER) deaths += 1;
          }
        });
        crashes += deaths;
        assert.deepEqual(
          [...seen.keys()].toSorted(),
          world.expected.toSorted(),
          'nothing lost, nothing invented',
        );
        const twice = [...seen.values()].reduce((sum, times) => sum + times - 1, 0);
        // The batch being written, and the next one, which is handed over meanwhile.
        assert.ok(twice <= deaths * 2 * scenario.chunk, `${twice} records came again in ${deaths} lives`);
      }),
      { numRuns: 150 },
    );
    assert.ok(crashes > 100, `${crashes} lives are too few to mean anything`);
  });
});
