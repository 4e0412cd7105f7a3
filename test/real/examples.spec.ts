import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { countLines, linesOf } from './harness/arrived';
import { Closing } from './harness/closing';
import { onEachNodeRed } from './harness/each-runtime';
import { EVENTS_FILE, readFlow, withReportsTo } from './harness/example';
import { NodeRed } from './harness/node-red';
import { installedUserDir } from './harness/packed-once';
import { EXAMPLES, FIRST_EXAMPLE } from './harness/paths';

const OURS = /^mimecast-/;
/** Nodes that come with Node-RED: all that an example may use beside ours. */
const CORE = [
  'catch',
  'comment',
  'complete',
  'debug',
  'file',
  'function',
  'http in',
  'http request',
  'http response',
  'inject',
  'status',
  'switch',
  'tab',
];
const ACCOUNT = 'c0a0de300000acc0';

const poll = z.looseObject({ kind: z.string(), type: z.string(), records: z.number().optional() });

describe('Every example', () => {
  it('uses core nodes and ours, explains itself, shares one demo account, and holds no credentials', async () => {
    for (const file of (await readdir(EXAMPLES)).filter((name) => name.endsWith('.json'))) {
      const nodes = await readFlow(join(EXAMPLES, file));
      const foreign = nodes
        .map(({ type }) => type)
        .filter((type) => !OURS.test(type) && !CORE.includes(type))
        .filter((type) => !(file.includes('needs FlowFuse Dashboard 2') && type.startsWith('ui-')));
      assert.deepEqual(foreign, [], file);
      assert.ok(
        nodes.some(({ type }) => type === 'comment'),
        `${file} has no comment node`,
      );
      const accounts = nodes.filter(({ type }) => type === 'mimecast-account');
      assert.deepEqual(
        accounts.map(({ id, region }) => [id, region]),
        [[ACCOUNT, 'demo']],
        file,
      );
      assert.doesNotMatch(JSON.stringify(nodes), /"credentials"/, file);
    }
  });
});

onEachNodeRed('The first example, deployed as it is', (getRuntime) => {
  const closing = new Closing();
  after(() => closing.close());

  it('fills its file with a day of all ten types, without credentials and without a complaint', async () => {
    const userDir = await installedUserDir(closing);
    const nodeRed = await NodeRed.start({ runtime: await getRuntime(), userDir });
    closing.add(() => nodeRed.stop());
    const reports = join(userDir, 'reports.ndjson');
    await nodeRed.deploy(withReportsTo(await readFlow(FIRST_EXAMPLE), reports));

    const polls = await nodeRed.program.until('ten polls to end', 60_000, async () => {
      const found: z.infer<typeof poll>[] = [];
      for await (const line of linesOf(reports)) found.push(poll.parse(JSON.parse(line)));
      return found.length >= 10 ? found : undefined;
    });
    assert.deepEqual([...new Set(polls.map(({ kind }) => kind))], ['poll']);
    assert.equal(new Set(polls.map(({ type }) => type)).size, 10);
    const records = polls.reduce((sum, one) => sum + (one.records ?? 0), 0);
    assert.ok(records >= 5_000, `only ${records} events`);
    const events = join(userDir, EVENTS_FILE);
    await nodeRed.program.until(`${records} lines`, 10_000, async () =>
      (await countLines(events)) >= records ? true : undefined,
    );
    for await (const line of linesOf(events)) z.looseObject({ type: z.string() }).parse(JSON.parse(line));
    const complaints = nodeRed.program.output.split('\n').filter((line) => /\[(warn|error)\] \[/.test(line));
    assert.deepEqual(complaints, []);
  });
});
