import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onEachNodeRed } from '../harness/node-red/each-runtime';
import { EVENTS_FILE, readFlow, withAccount, withProperties } from '../harness/node-red/example';
import { NodeRed } from '../harness/node-red/node-red';
import { sizeOf } from '../harness/node-red/output-file';
import { firstRelease, withoutHistory } from '../harness/package/earlier-release';
import { installInto, upgrade } from '../harness/package/install';
import type { Packed } from '../harness/package/pack';
import { emptyUserDir, packedOnce } from '../harness/package/packed-once';
import { nodeSets } from '../harness/package/palette';
import { Cleanup } from '../harness/process/cleanup';
import { FIRST_EXAMPLE } from '../harness/process/paths';
import { waitFor } from '../harness/process/wait-for';
import { type Comparison, Simulator } from '../harness/servers/simulator';

const CREDENTIALS = { clientId: 'client-of-the-first-release', clientSecret: 'secret-of-the-first-release' };
const QUARTER_MS = 15 * 60_000;

onEachNodeRed('An upgrade over the first release', (getRuntime) => {
  const cleanup = new Cleanup();
  let earlier: Packed;

  before(async function () {
    const missing = await withoutHistory();
    if (missing !== undefined) {
      console.log(`      skipped: ${missing}`);
      this.skip();
    }
    // Builds, and the simulated tenant is of that build.
    await packedOnce();
    earlier = await firstRelease();
  });
  after(() => cleanup.close());

  it('keeps flows, credentials and positions', async () => {
    const userDir = await emptyUserDir(cleanup);
    await installInto(userDir, earlier.tarball);
    const simulator = await Simulator.start(userDir, [
      ...['--client-id', CREDENTIALS.clientId, '--client-secret', CREDENTIALS.clientSecret],
      ...['--types', 'receipt,delivery', '--records-per-file', '20', '--quota', '10000'],
    ]);
    cleanup.add(() => simulator.stop());
    const events = join(userDir, EVENTS_FILE);

    const old = await start(userDir, earlier.version);
    await old.deploy(
      withProperties(
        withAccount(await readFlow(FIRST_EXAMPLE), {
          region: 'custom',
          baseUrl: simulator.apiUrl,
          credentials: CREDENTIALS,
        }),
        'mimecast-siem',
        { types: 'receipt, delivery', every: 1, everyUnit: 'seconds' },
      ),
    );
    const first = await untilComplete(simulator, events, 0);
    const flows = await old.getJson('/flows');
    await old.stop();
    const stored = await readFile(join(userDir, 'flows_cred.json'), 'utf8');
    const requestedFiles = await filesAskedFor(simulator);

    await upgrade(userDir, (await packedOnce()).tarball);
    await simulator.advance(QUARTER_MS);
    const next = await start(userDir, (await packedOnce()).version);
    const second = await untilComplete(simulator, events, first.expected);

    assert.deepEqual(await next.getJson('/flows'), flows);
    assert.equal(await readFile(join(userDir, 'flows_cred.json'), 'utf8'), stored);
    assert.deepEqual(
      { twice: second.twice, invented: second.inventedSamples, setAside: await setAside(userDir) },
      { twice: 0, invented: [], setAside: [] },
    );
    const requestedAgain = (await filesAskedFor(simulator)) - requestedFiles;
    assert.ok(
      requestedAgain > 0 && requestedAgain < requestedFiles / 10,
      `${requestedAgain} files were fetched after the upgrade, ${requestedFiles} before`,
    );
    await next.stop();
  });

  async function start(userDir: string, version: string): Promise<NodeRed> {
    const nodeRed = await NodeRed.start({ runtime: await getRuntime(), userDir });
    cleanup.add(() => nodeRed.stop());
    const sets = await nodeSets(nodeRed, earlier.name);
    assert.deepEqual([...new Set(sets.map((set) => set.version))], [version]);
    return nodeRed;
  }
});

/** @param more waits until more than this number of records exist */
function untilComplete(simulator: Simulator, file: string, more: number): Promise<Comparison> {
  return waitFor(
    async () => {
      if ((await sizeOf(file)) === 0) return undefined;
      const result = await simulator.compare(file);
      return result.expected > more && result.lostCount === 0 ? result : undefined;
    },
    { what: 'all records to be in the file', ms: 90_000, everyMs: 250 },
  );
}

async function filesAskedFor(simulator: Simulator): Promise<number> {
  return [...(await simulator.requestedFiles()).values()].reduce((sum, count) => sum + count, 0);
}

/** Positions that were not understood, or not continued. */
async function setAside(userDir: string): Promise<string[]> {
  const files = await readdir(join(userDir, 'mimecast', 'positions'));
  return files.filter((file) => !/\.json(\.previous)?$/.test(file));
}
