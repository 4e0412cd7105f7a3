import assert from 'node:assert/strict';
import fc from 'fast-check';
import { z } from 'zod';
import { findAckReceiver } from '../../../../nodes/lib/collector/delivery/ack-registry';
import type { RecordMessage } from '../../../../nodes/lib/collector/delivery/messages';
import { CountingStream } from '../../../doubles/counting-stream';
import { MemoryCheckpointStore } from '../../../doubles/memory-checkpoint-store';
import { CollectorHarness } from '../support/collector-harness';

const ACK_TIMEOUT_MS = 3000;
const saved = z.object({ entries: z.array(z.object({ position: z.object({ at: z.number() }) })) });

/** What a sink does with a message; ms until its ack node answers. */
type SinkOutcome = { readonly kind: 'store' | 'storeSilently' | 'refuse' | 'lose'; readonly ms: number };

interface ProcessRun {
  readonly outcomes: readonly SinkOutcome[];
  /** ms until the process ends */
  readonly ms: number;
  /** A crash writes nothing more; a close is a redeploy. */
  readonly end: 'close' | 'crash';
}

interface Scenario {
  readonly records: number;
  readonly chunk: number;
  readonly inFlight: number;
  readonly sinks: number;
  readonly lives: readonly ProcessRun[];
}

const sinkOutcome: fc.Arbitrary<SinkOutcome> = fc.record({
  kind: fc.constantFrom('store', 'store', 'store', 'storeSilently', 'refuse', 'lose'),
  // Some acknowledgements come after the time-out: by then the message was sent again.
  ms: fc.oneof(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 3 * ACK_TIMEOUT_MS })),
});
const scenario: fc.Arbitrary<Scenario> = fc.record({
  records: fc.integer({ min: 1, max: 40 }),
  chunk: fc.integer({ min: 1, max: 9 }),
  inFlight: fc.integer({ min: 1, max: 4 }),
  sinks: fc.integer({ min: 1, max: 2 }),
  lives: fc.array(
    fc.record({
      outcomes: fc.array(sinkOutcome, { minLength: 1, maxLength: 25 }),
      ms: fc.integer({ min: 0, max: 15_000 }),
      end: fc.constantFrom('close', 'crash'),
    }),
    { maxLength: 5 },
  ),
});
const WELL: ProcessRun = { outcomes: [{ kind: 'store', ms: 0 }], ms: 20_000, end: 'close' };

/** Parallel sinks that outlive the process in front of them. */
class Sinks {
  readonly stored: readonly Set<number>[];

  constructor(count: number) {
    this.stored = Array.from({ length: count }, () => new Set());
  }

  has(n: number): boolean {
    return this.stored.every((sink) => sink.has(n));
  }

  take(message: RecordMessage, fateOf: () => SinkOutcome): void {
    const { n } = z.object({ n: z.number() }).parse(message.payload);
    const { source, id, index, attempt } = message.mimecast.batch;
    for (const [i, sink] of this.stored.entries()) {
      const { kind, ms } = fateOf();
      if (kind === 'lose') continue;
      setTimeout(() => {
        if (kind !== 'refuse') sink.add(n);
        if (kind === 'storeSilently') return;
        const outcome = kind === 'store' ? 'acknowledge' : 'reject';
        findAckReceiver(source)?.handleAck({
          batch: id,
          scope: index,
          attempt,
          outcome,
          ackNodeId: `sink-${i}`,
        });
      }, ms);
    }
  }
}

/** Checks each write at the moment it happens. */
class WatchedBackend extends MemoryCheckpointStore {
  dead = false;

  readonly #check: (at: number) => void;

  constructor(text: string | undefined, check: (at: number) => void) {
    super(text);
    this.#check = check;
  }

  override async write(text: string): Promise<void> {
    if (this.dead) return new Promise(() => undefined);
    for (const { position } of saved.parse(JSON.parse(text)).entries) this.#check(position.at);
    await super.write(text);
  }
}

async function runProcess(
  processRun: ProcessRun,
  { records, chunk, inFlight, sinks: acks }: Scenario,
  sinks: Sinks,
  text: string | undefined,
): Promise<string | undefined> {
  const stream = new CountingStream('a');
  stream.end = records;
  const ahead: number[] = [];
  const store = new WatchedBackend(text, (at) => {
    for (let n = 1; n <= at; n += 1) if (!sinks.has(n)) ahead.push(n);
  });
  const settings = {
    delivery: 'ack',
    chunk,
    inFlight,
    acks,
    ackTimeoutMs: ACK_TIMEOUT_MS,
    everyMs: 2000,
  } as const;
  const harness = new CollectorHarness([stream], settings, store);
  let next = 0;
  harness.onMessage = (message) => {
    sinks.take(message, () => processRun.outcomes[next++ % processRun.outcomes.length] ?? assert.fail());
  };
  harness.source.start();
  for (let ms = 0; ms < processRun.ms; ms += 500) await harness.pass(500);
  if (processRun.end === 'crash') store.dead = true;
  await harness.end();
  assert.deepEqual(ahead, [], 'the position stands behind records that have not arrived');
  assert.deepEqual(harness.errors, []);
  return store.text;
}

describe('Acknowledged delivery under random failures', function () {
  this.timeout(300_000);

  it('never saves a position ahead of what has arrived, and loses nothing', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (one) => {
        const sinks = new Sinks(one.sinks);
        let text: string | undefined;
        for (const processRun of one.lives) text = await runProcess(processRun, one, sinks, text);
        text = await runProcess(WELL, one, sinks, text);
        for (let n = 1; n <= one.records; n += 1) assert.ok(sinks.has(n), `${n} is lost`);
        assert.deepEqual(
          saved.parse(JSON.parse(text ?? '')).entries.map(({ position }) => position.at),
          [one.records],
        );
      }),
      { numRuns: 200 },
    );
  });
});
