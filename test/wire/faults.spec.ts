import assert from 'node:assert/strict';
import { type Comparison, FAULT_NAMES, type SiemType } from '../../nodes/lib/simulator/simulator';
import { withTimeout } from '../../nodes/lib/util/async';
import { seedFrom, TEST_SEED } from '../fixed/seed';
import { FAULT_CASES, type FaultCase, FILES_RECORDS } from './support/fault-cases';
import { CollectorHarness, shortBackoff } from './support/harness';

const TYPES: readonly SiemType[] = ['receipt', 'url protect', 'impersonation protect'];
const SLOT_MS = 3 * 3_600_000;
/** A crash loses what was between hand-over and save: two chunks of each type at the most. */
const CHUNK = 50;
/** Long enough for a busy machine: a run without loss ends long before. */
const SCENARIO_LIMIT_MS = 200_000;
/**
 * A refused sign-in is cached for 10 s: immediate polls would all fail because of it. A collector waits between its
 * polls, too.
 */
const REST_MS = 500;

interface Row {
  readonly fault: string;
  readonly fired: number;
  readonly records: number;
  readonly lost: number;
  readonly twice: number;
  readonly invented: number;
  readonly missing: readonly string[];
  /** The details of a failure: the lost records, and the reports about them. */
  readonly evidence: string;
}

async function rigWith(name: string, dial: FaultCase['configure'], types = TYPES): Promise<CollectorHarness> {
  const seed = seedFrom(name);
  const harness = await CollectorHarness.start(
    types,
    { seed, recordsPerFile: FILES_RECORDS, slotMs: SLOT_MS, publishDelayMs: 1000 },
    CHUNK,
  );
  harness.delay = shortBackoff;
  dial(harness.simulator);
  return harness;
}

/**
 * Two polls, files published in between, a restart in the middle; then polls until nothing is missing.
 * @param late runs before the last of them
 * @returns the comparison that ended it: a moment later another file may have been published
 */
async function runScenario(harness: CollectorHarness, late: FaultCase['configure']): Promise<Comparison> {
  harness.boot();
  await harness.poll();
  harness.simulator.advance(SLOT_MS);
  await harness.restart();
  await harness.poll();
  harness.simulator.advance(SLOT_MS);
  late(harness.simulator);
  const limit = performance.now() + SCENARIO_LIMIT_MS;
  for (let polls = 0; ; polls += 1) {
    await harness.poll();
    const found = harness.compare();
    if ((polls > 0 && found.lostCount === 0) || performance.now() > limit) return found;
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
  }
}

function evidenceOf(harness: CollectorHarness, { lost }: Comparison): string {
  const gaps = harness.kinds('gap').map((report) => `gap: ${JSON.stringify(report)}`);
  return [`seed ${TEST_SEED}`, ...lost.slice(0, 3).map((line) => `lost: ${line}`), ...gaps].join('\n');
}

const nothing = (): void => undefined;

async function run(
  name: string,
  { configure: dial, reports: tells = [] }: Omit<FaultCase, 'fault'>,
  late: FaultCase['configure'] = nothing,
  types = TYPES,
): Promise<Row> {
  const harness = await rigWith(name, dial, types);
  try {
    const ended = await withTimeout(runScenario(harness, late), SCENARIO_LIMIT_MS + 30_000);
    assert.ok(ended !== undefined, `${name}: not over; last: ${JSON.stringify(harness.states.at(-1))}`);
    const { expected, lostCount, twice, invented } = ended;
    const fired = FAULT_NAMES.filter((fault) => name === fault || name === 'all mixed').reduce(
      (sum, fault) => sum + harness.simulator.faults.fired[fault],
      0,
    );
    const missing = tells.filter((kind) => harness.kinds(kind).length === 0);
    const evidence = evidenceOf(harness, ended);
    return { fault: name, fired, records: expected, lost: lostCount, twice, invented, missing, evidence };
  } finally {
    await harness.stop();
  }
}

/** Most of them wait for a back-off most of the time, so several run at once. */
async function sideBySide<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Map<T, R>();
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift())
      results.set(item, await work(item));
  };
  await Promise.all(Array.from({ length: width }, worker));
  return items.flatMap((item) => results.get(item) ?? []);
}

function table(rows: readonly Row[]): string {
  const line = (cells: readonly (string | number)[]): string =>
    cells.map((cell, index) => String(cell).padEnd(index === 0 ? 28 : 9)).join('');
  return [
    line(['fault', 'fired', 'records', 'lost', 'twice', 'invented', 'unreported']),
    ...rows.map((row) =>
      line([row.fault, row.fired, row.records, row.lost, row.twice, row.invented, row.missing.join()]),
    ),
  ].join('\n');
}

describe('Every simulated fault', function () {
  this.timeout(600_000);

  it('has a case', () => {
    const covered = FAULT_CASES.map(({ fault }) => fault);
    assert.deepEqual([...covered].sort(), [...FAULT_NAMES].sort());
  });

  it('fires alone, loses nothing, duplicates no more than it may, and is reported', async () => {
    const rows = await sideBySide(FAULT_CASES, 10, (one) => run(one.fault, one));
    console.log(table(rows));
    for (const [index, row] of rows.entries()) {
      const allowed = FAULT_CASES[index]?.mayRepeat ?? 0;
      assert.ok(row.fired > 0, `${row.fault} never fired`);
      assert.equal(row.lost, 0, `${row.fault} lost records\n${row.evidence}`);
      assert.equal(row.invented, 0, `${row.fault} invented records`);
      assert.ok(row.twice <= allowed, `${row.fault}: ${row.twice} came twice, ${allowed} may`);
      assert.deepEqual(row.missing, [], `${row.fault} was not told`);
    }
  });

  it('loses no record when the sign-in is refused at the very end', async () => {
    const row = await run('token-echo', { configure: nothing }, (simulator) => {
      simulator.expireTokens();
      simulator.faults.next('token-echo', 1);
    });
    assert.deepEqual([row.fired, row.lost, row.twice, row.invented], [1, 0, 0, 0]);
  });

  for (const fault of ['truncated-gzip', 'corrupt-gzip', 'broken-off'] as const) {
    it(`loses no record with ${fault} in every try of a poll, for one file`, async () => {
      const row = await run(
        fault,
        { configure: (simulator) => simulator.faults.next(fault, 5, 2) },
        nothing,
        ['receipt'],
      );
      assert.deepEqual([row.fired, row.lost, row.twice, row.invented], [5, 0, 0, 0], row.evidence);
    });
  }

  it('fires mixed with the others, and loses and invents nothing', async () => {
    const mixed = FAULT_NAMES.filter((fault) => fault !== 'zero-cursor');
    const row = await run('all mixed', {
      configure: (simulator) => {
        for (const fault of mixed) simulator.faults.set(fault, 0.05);
        simulator.faults.next('zero-cursor', 1, 4);
      },
    });
    console.log(`${table([row])}\nseed ${TEST_SEED}`);
    assert.ok(row.fired > 0);
    assert.equal(row.lost, 0, row.evidence);
    assert.equal(row.invented, 0);
  });
});
