import assert from 'node:assert/strict';
import type { SimulatorOptions } from '../../../nodes/lib/simulator/simulator';
import { helper } from '../support/account-helper';
import { load, logNode, startLogs } from '../support/log-harness';
import { SiemHarness, siemNode } from '../support/siem-harness';
import { missingPaths, unknownPaths } from './help-shapes';
import { helpOf, messagesOf, type ShownMessage } from './help-text';

/** Two readings, so that there are changes too. */
async function sent(type: string): Promise<{ records: readonly object[]; reports: readonly object[] }> {
  const options: SimulatorOptions = { varied: true, logRates: 40 };
  const harness =
    type === 'siem' ? await SiemHarness.start({ recordsPerFile: 50, ...options }) : await startLogs(options);
  try {
    const types = type === 'held' ? 'held,releases,rejections,summary' : '';
    const properties = { output: 'event', baseline: true, types };
    if (type === 'siem') await harness.load(harness.flow(siemNode(properties)));
    else await load(harness, logNode(type, properties));
    await harness.poll();
    await harness.poll();
    const reports = harness.kinds('poll').map((payload) => ({ topic: 'mimecast/report', payload }));
    return { records: harness.records, reports };
  } finally {
    await harness.stop();
  }
}

describe('The help examples match the messages of', function () {
  this.timeout(120_000);
  before(() => helper.startServer());
  after(() => helper.stopServer());

  for (const type of ['siem', 'audit', 'dlp', 'held', 'ttp', 'directory']) {
    it(`mimecast-${type}: whole records of its types, and a whole report`, async () => {
      const shown = messagesOf(helpOf(`mimecast-${type}`));
      const { records, reports } = await sent(type);
      const examples = shown.filter(({ topic }) => topic?.startsWith(`mimecast/${type}/`));
      assert.ok(examples.length > 0 && 'mimecast' in (examples[0] ?? {}));
      for (const example of examples) compare(example, records);
      const [report, ...more] = shown.filter(({ topic }) => topic === 'mimecast/report');
      assert.ok(report !== undefined && more.length === 0);
      compare(report, reports);
    });
  }

  /** The first example is the whole message, the others show the differences. */
  function compare(example: ShownMessage, messages: readonly object[]): void {
    const { topic } = example;
    const same = messages.filter((one) => Reflect.get(one, 'topic') === topic);
    assert.ok(same.length > 0, `nothing with the topic ${topic} was sent`);
    const asShown = same.map((message) => {
      const { _msgid, ...rest } = { _msgid: undefined, ...message };
      return 'mimecast' in example ? rest : { topic, payload: Reflect.get(message, 'payload') };
    });
    assert.deepEqual([topic, unknownPaths(example, same), missingPaths(example, asShown)], [topic, [], []]);
  }
});
