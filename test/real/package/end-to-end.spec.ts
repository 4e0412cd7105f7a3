import assert from 'node:assert/strict';
import { join } from 'node:path';
import { onEachNodeRed } from '../harness/node-red/each-runtime';
import { EVENTS_FILE, readFlow, withAccount, withProperties } from '../harness/node-red/example';
import { type FlowNode, NodeRed } from '../harness/node-red/node-red';
import { cutPartialLine, LineCount, sizeOf } from '../harness/node-red/output-file';
import { installedUserDir } from '../harness/package/packed-once';
import { Cleanup } from '../harness/process/cleanup';
import { FIRST_EXAMPLE } from '../harness/process/paths';
import { waitFor } from '../harness/process/wait-for';
import { type Comparison, Simulator } from '../harness/servers/simulator';

const TYPES = 'receipt, process, delivery';
/** 96 quarters of an hour and three types. */
const RECORDS_PER_FILE = 1000;
/** Share of the records that exists when Node-RED is killed. */
const KILL_AT = 0.4;

onEachNodeRed('A day of events with a power failure in the middle @smoke', (getRuntime) => {
  const cleanup = new Cleanup();
  after(() => cleanup.close());

  it('ends with exactly the records that Mimecast has', async () => {
    const runtime = await getRuntime();
    const userDir = await installedUserDir(cleanup);
    const simulator = await Simulator.start(userDir, [
      ...['--types', TYPES.replaceAll(', ', ','), '--records-per-file', String(RECORDS_PER_FILE)],
      ...['--quota', '10000'],
    ]);
    cleanup.add(() => simulator.stop());
    await simulator.warmUp();
    const expected = await simulator.count();
    assert.ok(expected >= 200_000, `only ${expected} records to read`);

    const events = join(userDir, EVENTS_FILE);
    const first = await NodeRed.start({ runtime, userDir });
    cleanup.add(() => first.kill());
    const started = Date.now();
    await first.deploy(await flowFor(simulator.apiUrl));
    const share = await untilShare(events, expected, KILL_AT);
    await first.kill();
    const killed = Date.now();
    assert.ok(share > 0.05 && share < 0.95, `killed at ${percent(share)}: not in the middle`);
    const torn = await cutPartialLine(events);

    const second = await NodeRed.start({ runtime, userDir });
    cleanup.add(() => second.stop());
    const restarted = Date.now();
    const result = await untilComplete(events, simulator);
    const seconds = (killed - started + (Date.now() - restarted)) / 1000;
    console.log(
      `      ${runtime.name}: killed at ${percent(share)} (torn ${torn} bytes); ` +
        `lost ${result.lostCount}, twice ${result.twice} of ${result.expected}; ` +
        `${Math.round(result.arrived / seconds)} records/s`,
    );
    assert.deepEqual(
      { lost: result.lost, lostCount: result.lostCount, invented: result.inventedSamples },
      { lost: [], lostCount: 0, invented: [] },
    );
  });

  /** The example with a short interval, so that it also reads what Mimecast publishes while the test runs. */
  async function flowFor(baseUrl: string): Promise<FlowNode[]> {
    const flow = withAccount(await readFlow(FIRST_EXAMPLE), {
      region: 'custom',
      baseUrl,
      credentials: { clientId: 'any', clientSecret: 'any' },
    });
    return withProperties(flow, 'mimecast-siem', { types: TYPES, every: 2, everyUnit: 'seconds' });
  }
});

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** @returns the share at the last comparison */
function untilShare(file: string, expected: number, wanted: number): Promise<number> {
  const lines = new LineCount(file);
  return waitFor(
    async () => {
      const share = (await lines.now()) / expected;
      return share >= wanted ? share : undefined;
    },
    { what: `${percent(wanted)} of the records`, ms: 120_000, everyMs: 20 },
  );
}

/** Comparisons of a file that has not grown since the previous one. */
const LOOKS = 5;
/** ms without growth before a file is compared */
const STILL_MS = 2_000;

/**
 * Compares whenever the file does not grow; done when nothing is missing, or nothing arrived between several
 * comparisons. The time that a comparison takes does not count: the tenant answers no other request meanwhile.
 */
async function untilComplete(file: string, simulator: Simulator): Promise<Comparison> {
  let size = -1;
  let comparisons = 0;
  let stillSince = Date.now();
  return waitFor(
    async () => {
      const now = await sizeOf(file);
      if (now !== size) {
        size = now;
        comparisons = 0;
        stillSince = Date.now();
      }
      if (Date.now() - stillSince < STILL_MS) return undefined;
      const result = await simulator.compare(file);
      comparisons += 1;
      stillSince = Date.now();
      return result.lostCount === 0 || comparisons === LOOKS ? result : undefined;
    },
    { what: 'the file to be complete', ms: 240_000, everyMs: 250 },
  );
}
