/** The unchanged examples of the report node, in a real Node-RED. */
import assert from 'node:assert/strict';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { onEachNodeRed } from '../harness/node-red/each-runtime';
import { readFlow } from '../harness/node-red/example';
import type { NodeRed } from '../harness/node-red/node-red';
import type { Runtime } from '../harness/node-red/runtime';
import { Cleanup } from '../harness/process/cleanup';
import { EXAMPLES } from '../harness/process/paths';
import { sharedNodeRed } from '../harness/process/shared-instances';

const example = (name: string) => readFlow(join(EXAMPLES, `${name}.json`));

function specify(getRuntime: () => Promise<Runtime>): void {
  const cleanup = new Cleanup();
  let nodeRed: NodeRed;

  before(async () => {
    nodeRed = await sharedNodeRed(await getRuntime(), cleanup);
  });
  after(() => cleanup.close());

  it('serve a page that has the measured values, with headers that let it load nothing', async () => {
    const problems = nodeRed.problems();
    await nodeRed.deploy(await example('44 - Report as a web page'));
    const { text, headers } = await nodeRed.program.waitUntil(
      'a page with both sections',
      120_000,
      async () => {
        const response = await nodeRed.fetch('/mimecast-report');
        const body = await response.text();
        const isComplete =
          body.includes('Risk: key risk indicators') && body.includes('Posture: policy checks');
        return isComplete ? { text: body, headers: response.headers } : undefined;
      },
    );
    assert.equal(headers.get('content-type'), 'text/html; charset=utf-8');
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/);
    assert.match(text, /^<!DOCTYPE html>/);
    assert.match(text, /simulated tenant: none of these values is real/);
    assert.deepEqual(problems(), []);
    await nodeRed.deploy([]);
  });

  it('write one HTML and one CSV file', async () => {
    const problems = nodeRed.problems();
    await nodeRed.deploy(await example('45 - Report to a file'));
    await nodeRed.pressInject('5e1e0000d0a04505');
    const files = await nodeRed.program.waitUntil('two files', 60_000, async () => {
      const names = (await readdir(nodeRed.userDir)).filter((name) => name.startsWith('mimecast-report-'));
      return names.length >= 2 ? names.sort() : undefined;
    });
    assert.match(files.join(' '), /^mimecast-report-(\d{4}-\d\d-\d\d)\.csv mimecast-report-\1\.html$/);
    const [csv = '', html = ''] = await Promise.all(
      files.map((name) => readFile(join(nodeRed.userDir, name), 'utf8')),
    );
    assert.match(csv, /^account,account_code,node,kind,/);
    assert.match(html, /^<!DOCTYPE html>/);
    assert.deepEqual(problems(), []);
    await nodeRed.deploy([]);
    await Promise.all(files.map((name) => rm(join(nodeRed.userDir, name))));
  });
}

onEachNodeRed('The examples of the report node', specify);
