/** The example of the indicators in a real Node-RED, and its history over a restart. */
import assert from 'node:assert/strict';
import { access, appendFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { onEachNodeRed } from '../harness/node-red/each-runtime';
import { readFlow, withProperties } from '../harness/node-red/example';
import { type FlowNode, NodeRed } from '../harness/node-red/node-red';
import { linesOf } from '../harness/node-red/output-file';
import { settingsFile } from '../harness/node-red/settings';
import { installedUserDir } from '../harness/package/packed-once';
import { Cleanup } from '../harness/process/cleanup';
import { EXAMPLES } from '../harness/process/paths';
import { freePort } from '../harness/process/ports';
import { sharedNodeRed } from '../harness/process/shared-instances';

const EXAMPLE = join(EXAMPLES, '30 - Key risk indicators to a file.json');
const FILE = 'mimecast-kri.ndjson';
const LASTING =
  'module.exports.contextStorage = { lasting: { module: "localfilesystem", config: { cache: false } } };\n';

const indicator = z.looseObject({
  slug: z.string(),
  value: z.number().nullable(),
  measured: z.boolean(),
  state: z.string(),
  rag: z.enum(['green', 'amber', 'red', 'unknown']),
  coverage: z.number(),
  previous: z.number().nullable(),
  runId: z.string(),
});

const tickedIn = (flow: readonly FlowNode[]): readonly string[] =>
  z
    .string()
    .parse(flow.find(({ type }) => type === 'mimecast-kri')?.['indicators'])
    .split(',');

onEachNodeRed('The example of the indicators', (getRuntime) => {
  const cleanup = new Cleanup();
  afterEach(() => cleanup.close());

  async function written(nodeRed: NodeRed, count: number): Promise<z.infer<typeof indicator>[]> {
    const path = join(nodeRed.userDir, FILE);
    return nodeRed.program.waitUntil(`${count} lines in ${FILE}`, 60_000, async () => {
      if (
        !(await access(path).then(
          () => true,
          () => false,
        ))
      )
        return undefined;
      const found: z.infer<typeof indicator>[] = [];
      for await (const line of linesOf(path)) found.push(indicator.parse(JSON.parse(line)));
      return found.length >= count ? found : undefined;
    });
  }

  const problems = ({ program }: NodeRed): readonly string[] =>
    program.output.split('\n').filter((line) => /\[(warn|error)\] \[mimecast/.test(line));

  it('writes an unchanged line for each selected indicator, and measures all of them', async () => {
    const nodeRed = await sharedNodeRed(await getRuntime(), cleanup);
    const problems = nodeRed.problems();
    const flow = await readFlow(EXAMPLE);
    await nodeRed.deploy(flow);
    const ticked = tickedIn(flow);
    const lines = await written(nodeRed, ticked.length);
    assert.deepEqual(
      lines.map(({ slug }) => slug),
      ticked,
    );
    for (const { slug, state, measured, value, coverage, rag } of lines) {
      assert.deepEqual([state, measured, coverage], ['ok', true, 1], slug);
      assert.ok(value !== null && rag !== 'unknown', slug);
    }
    assert.equal(new Set(lines.map(({ runId }) => runId)).size, 1);
    assert.deepEqual(problems(), []);
    // The history is in its file.
    assert.equal((await readdir(join(nodeRed.userDir, 'mimecast', 'history'))).length > 0, true);
  });

  it('continues after a restart from a context store', async () => {
    const runtime = await getRuntime();
    const userDir = await installedUserDir(cleanup);
    const settings = join(userDir, 'settings.js');
    await writeFile(settings, settingsFile(await freePort()));
    await appendFile(settings, LASTING);
    const properties = {
      store: 'context:lasting',
      indicators: 'mimecast_hold_queue_size,mimecast_policy_changes_24h',
    };
    const flow = withProperties(await readFlow(EXAMPLE), 'mimecast-kri', properties);
    const first = await NodeRed.start({ runtime, userDir });
    cleanup.add(() => first.kill());
    await first.deploy(flow);
    const before = await written(first, 2);
    await first.stop();

    const second = await NodeRed.start({ runtime, userDir });
    cleanup.add(() => second.stop());
    const inject = flow.find(({ type }) => type === 'inject')?.id ?? assert.fail('no button');
    // It is not due: a second run needs a request.
    await second.pressInject(inject);
    const after = (await written(second, 4)).slice(2);
    assert.deepEqual(
      after.map(({ previous }) => previous),
      before.map(({ value }) => value),
    );
    assert.deepEqual(problems(second), []);
    const own = await readdir(join(userDir, 'mimecast', 'history')).catch(() => []);
    assert.deepEqual(own, [], 'no file beside the store');
  });
});
