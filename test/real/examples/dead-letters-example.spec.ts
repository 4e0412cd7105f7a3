/** Example 25, with its HTTP node enabled: what a collector refuses is kept in a file, and sent again after it is mended. */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { onEachNodeRed } from '../harness/node-red/each-runtime';
import { readFlow, withFileAt, withProperties } from '../harness/node-red/example';
import { NodeRed } from '../harness/node-red/node-red';
import { linesOf } from '../harness/node-red/output-file';
import { installedUserDir } from '../harness/package/packed-once';
import { Cleanup } from '../harness/process/cleanup';
import { EXAMPLES } from '../harness/process/paths';
import { HecDouble, type HecEvent } from '../harness/servers/hec-double';
import { httpDouble } from '../harness/servers/http-double';

const SOURCE = '5e1e0000c0a02503';
const SEND_AGAIN = '5e1e0000c0a02521';
const SIEM_TYPES = 10;
const WAIT_MS = 240_000;
const TOKEN = 'canary-hec-token-25aa';

const poll = z.looseObject({ kind: z.string(), type: z.string(), records: z.number().optional() });
const line = z.looseObject({
  record: z.looseObject({ aggregateId: z.string() }).optional(),
  mimecast: z.looseObject({ id: z.string() }).optional(),
  refused: z.looseObject({ reason: z.string(), answer: z.string() }).optional(),
  done: z.number().optional(),
});
type Line = z.infer<typeof line>;

const idOf = ({ fields }: HecEvent): string => String(fields?.['mimecast_id']);

onEachNodeRed('Example 25, with a collector that refuses some events', (getRuntime) => {
  let cleanup: Cleanup;
  beforeEach(() => {
    cleanup = new Cleanup();
  });
  afterEach(() => cleanup.close());

  it('keeps the refused ones, and sends exactly them again when it is mended', async () => {
    let isRefused = (event: HecEvent): boolean => Number.parseInt(idOf(event).slice(0, 4), 16) % 400 === 0;
    const hec = new HecDouble(TOKEN, { 2: 'page', 4: 'busy' }, { invalid: (event) => isRefused(event) });
    const origin = await httpDouble(hec.respond, cleanup);
    const env = { SPLUNK_HEC_URL: `${origin}/services/collector/event`, SPLUNK_HEC_TOKEN: TOKEN };
    const nodeRed = await NodeRed.start({
      runtime: await getRuntime(),
      userDir: await installedUserDir(cleanup),
      env,
    });
    cleanup.add(() => nodeRed.stop());
    const { userDir, program } = nodeRed;
    const name = (await readdir(EXAMPLES)).find((file) => file.startsWith('25 - ')) ?? '';
    const reports = join(userDir, 'reports.ndjson');
    const flow = withProperties(await readFlow(join(EXAMPLES, name)), 'mimecast-http', { d: false });
    await nodeRed.deploy(withFileAt(flow, { node: SOURCE, output: 1 }, reports));
    const expected = await program.waitUntil('ten types to be read', WAIT_MS, async () => {
      const polls = [];
      for await (const text of linesOf(reports)) polls.push(poll.parse(JSON.parse(text)));
      const ended = polls.filter(({ kind }) => kind === 'poll');
      if (new Set(ended.map(({ type }) => type)).size < SIEM_TYPES) return undefined;
      return ended.reduce((sum, { records = 0 }) => sum + records, 0);
    });
    const kept = async (): Promise<Line[]> => {
      const lines: Line[] = [];
      for await (const text of linesOf(join(userDir, 'mimecast-dead-letters.ndjson')))
        lines.push(line.parse(JSON.parse(text)));
      return lines;
    };
    const refused = (await kept()).flatMap(({ mimecast }) => mimecast?.id ?? []);
    assert.ok(refused.length >= 3, `${refused.length} refused`);
    assert.equal(new Set(refused).size, refused.length);
    assert.equal(new Set(hec.accepted.map(idOf)).size, expected - refused.length);
    for (const { record, refused: why } of await kept()) {
      assert.ok(record !== undefined);
      assert.equal(why?.reason, '400 Invalid data format (code 6)');
      assert.match(why.answer, /"invalid-event-number":\d+/);
    }

    // All but the last one: it stops the others after it, so it has to be the last.
    const last = refused.at(-1);
    isRefused = (event) => idOf(event) === last;
    const sendAgain = async (done: number): Promise<void> => {
      await nodeRed.pressInject(SEND_AGAIN);
      const isDone = async (): Promise<true | undefined> =>
        (await kept()).filter((one) => one.done !== undefined).length >= done ? true : undefined;
      await program.waitUntil(`${done} to be sent again`, WAIT_MS, isDone);
    };
    await sendAgain(refused.length - 1);
    assert.equal(new Set(hec.accepted.map(idOf)).size, expected - 1);
    isRefused = () => false;
    await sendAgain(refused.length);
    assert.equal(new Set(hec.accepted.map(idOf)).size, expected);
    assert.equal(hec.accepted.length, expected, 'some came twice');
    assert.doesNotMatch(program.output, new RegExp(TOKEN));
  });
});
