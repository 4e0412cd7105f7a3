/** The Node-RED that specs share: empty for each of them, and replaced when it has exited. */
import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeRed4 } from '../harness/node-red/runtime';
import { Cleanup } from '../harness/process/cleanup';
import { sharedNodeRed } from '../harness/process/shared-instances';

describe(`The Node-RED that specs share, on ${nodeRed4.name}`, () => {
  const flow = [
    { id: '5a4ed00000000001', type: 'tab', label: 'left behind' },
    { id: '5a4ed00000000002', type: 'mimecast-account', region: 'demo' },
  ];

  it('is the same one for the next spec, without flows and files', async () => {
    const cleanup = new Cleanup();
    const first = await sharedNodeRed(nodeRed4, cleanup);
    const before = await readdir(first.userDir);
    await first.deploy(flow);
    await writeFile(join(first.userDir, 'left-behind.ndjson'), 'left behind\n');
    await cleanup.close();
    const next = await sharedNodeRed(nodeRed4, cleanup);
    assert.equal(next.program.pid, first.program.pid);
    assert.deepEqual(await next.getJson('/flows'), []);
    assert.deepEqual(await readdir(next.userDir), before);
    await cleanup.close();
  });

  it('reports that it could not be emptied, and is replaced then', async () => {
    const cleanup = new Cleanup();
    const first = await sharedNodeRed(nodeRed4, cleanup);
    await first.kill();
    await assert.rejects(cleanup.close());
    const next = await sharedNodeRed(nodeRed4, cleanup);
    assert.notEqual(next.program.pid, first.program.pid);
    await next.deploy(flow);
    await cleanup.close();
  });
});
