import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { onEachNodeRed } from '../harness/node-red/each-runtime';
import { NodeRed } from '../harness/node-red/node-red';
import { nodeRed4 } from '../harness/node-red/runtime';
import { readManifest } from '../harness/package/pack';
import { emptyUserDir, packedOnce } from '../harness/package/packed-once';
import { exampleNames, iconPaths, nodeSets } from '../harness/package/palette';
import { Cleanup } from '../harness/process/cleanup';
import { EXAMPLES } from '../harness/process/paths';
import { sharedNodeRed } from '../harness/process/shared-instances';

onEachNodeRed('The installed package', (getRuntime) => {
  const cleanup = new Cleanup();
  let nodeRed: NodeRed;
  let manifest: Awaited<ReturnType<typeof readManifest>>;

  before(async () => {
    manifest = await readManifest();
    nodeRed = await sharedNodeRed(await getRuntime(), cleanup);
  });
  after(() => cleanup.close());

  it('loads every node set it lists, without an error and in its version', async () => {
    const sets = await nodeSets(nodeRed, manifest.name);
    assert.deepEqual(
      sets.map(({ id, version, enabled, err }) => ({ id, version, enabled, err })).sort(byId),
      Object.keys(manifest['node-red'].nodes)
        .map((set) => ({
          id: `${manifest.name}/${set}`,
          version: manifest.version,
          enabled: true,
          err: undefined,
        }))
        .sort(byId),
    );
    assert.deepEqual(
      sets.flatMap((set) => set.types).sort(),
      Object.keys(manifest['node-red'].nodes).sort(),
      'each set registers the type it is named after',
    );
  });

  it('shows its icons', async () => {
    const icons = await iconPaths(nodeRed, manifest.name);
    assert.ok(icons.length > 0, 'no icon of ours is listed');
    for (const icon of icons) {
      const response = await nodeRed.fetch(icon);
      assert.equal(response.status, 200, icon);
      assert.match(response.headers.get('content-type') ?? '', /^image\/svg/, icon);
      assert.match(await response.text(), /<svg/, icon);
    }
  });

  it('has a catalogue and a help text for every type', async () => {
    const help = await (await nodeRed.fetch('/nodes', { headers: { accept: 'text/html' } })).text();
    for (const set of Object.keys(manifest['node-red'].nodes)) {
      const catalogue = await nodeRed.fetch(`/nodes/${manifest.name}/${set}/messages?lng=en-US`);
      assert.equal(catalogue.status, 200, set);
      assert.ok(Object.keys(Object(await catalogue.json())).length > 0, `the catalogue of ${set} is empty`);
      assert.match(help, new RegExp(`data-help-name="${set}"`), `no help for ${set}`);
    }
  });

  it('offers its examples in the import menu, as they are in the repository', async () => {
    const files = (await readdir(EXAMPLES)).filter((file) => file.endsWith('.json'));
    assert.deepEqual(
      (await exampleNames(nodeRed, manifest.name)).sort(),
      files.map((file) => basename(file, '.json')).sort(),
    );
    for (const file of files) {
      const name = encodeURIComponent(basename(file, '.json'));
      const offered = await nodeRed.getJson(`/library/examples/flows/${manifest.name}/${name}`);
      assert.deepEqual(offered, JSON.parse(await readFile(`${EXAMPLES}/${file}`, 'utf8')), file);
    }
  });
});

describe('The tarball', () => {
  it('is smaller than 700 kB, and contains only what package.json lists', async () => {
    const { tarball } = await packedOnce();
    const { size } = await stat(tarball);
    assert.ok(size < 700_000, `${size} bytes`);
    const { stdout } = await promisify(execFile)('tar', ['-tzf', tarball]);
    const tops = new Set(stdout.split('\n').map((path) => path.split('/')[1] ?? ''));
    assert.deepEqual([...tops].filter((top) => top !== '').sort(), [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist',
      'examples',
      'package.json',
      'resources',
    ]);
  });
});

describe('The tarball, uploaded as the palette manager does it', () => {
  const cleanup = new Cleanup();
  after(() => cleanup.close());

  it('is installed and loaded without a restart', async () => {
    const { tarball, name, version } = await packedOnce();
    const nodeRed = await NodeRed.start({ runtime: nodeRed4, userDir: await emptyUserDir(cleanup) });
    cleanup.add(() => nodeRed.stop());
    assert.deepEqual(await nodeSets(nodeRed, name), [], 'it must not be there before');

    const form = new FormData();
    form.set('tarball', new Blob([await readFile(tarball)]), basename(tarball));
    const response = await nodeRed.fetch('/nodes', { method: 'POST', body: form });
    assert.equal(response.status, 200, await response.text());

    const sets = await nodeSets(nodeRed, name);
    assert.deepEqual(
      sets.map((set) => [set.version, set.enabled, set.err]),
      Object.keys((await readManifest())['node-red'].nodes).map(() => [version, true, undefined]),
    );
    await nodeRed.deploy([{ id: 'aaaaaaaaaaaaaaaa', type: 'mimecast-account', region: 'demo' }]);
  });
});

function byId(one: { id: string }, other: { id: string }): number {
  return one.id.localeCompare(other.id);
}
