import assert from 'node:assert/strict';
import { useHarness } from '../support/each-test';
import { assertComplete, linesOf, load, logNode, startLogs } from '../support/log-harness';
import type { SiemHarness } from '../support/siem-harness';

describe('The audit node', () => {
  let harness: SiemHarness;
  useHarness(async () => {
    harness = await startLogs({ logPageSize: 7 });
    return harness;
  });

  it('sends every audit event once, although the newest come first and pages are short', async () => {
    await load(harness, logNode('audit'));
    await harness.poll();
    const events = assertComplete(harness, 'audit', 'audit');
    assert.deepEqual(
      harness.kinds('poll').map(({ log, type, records }) => ({ log, type, records })),
      [{ log: 'audit', type: 'audit', records: events }],
    );
    assert.deepEqual([harness.errors, harness.kinds('failed')], [[], []]);
  });

  it("sends each event as a message with Mimecast's id", async () => {
    await load(harness, logNode('audit', { output: 'event' }));
    await harness.poll();
    const [message] = harness.records;
    assert.ok(message);
    assert.equal(message.topic, 'mimecast/audit/audit');
    assert.ok(typeof message.payload === 'object' && message.payload !== null && 'id' in message.payload);
    assert.equal(message.mimecast['id'], message.payload.id);
    assert.deepEqual([message.mimecast['log'], message.mimecast.type], ['audit', 'audit']);
  });

  it('requests selected categories only', async () => {
    await load(harness, logNode('audit', { categories: 'authentication_logs, account_logs' }));
    await harness.poll();
    const chosen = [...harness.simulator.logs.lines('audit')].filter((line) =>
      /"category":"(authentication_logs|account_logs)"/.test(line),
    );
    assert.equal(linesOf(harness, 'audit').length, chosen.length);
    assert.ok(chosen.length > 0 && chosen.length < harness.simulator.logs.count('audit'));
  });

  it('rejects an invalid category code', async () => {
    await load(harness, logNode('audit', { categories: 'Account Logs' }));
    await harness.poll();
    assert.match(
      String(harness.errors[0]?.message),
      /categories: Account Logs is not the code of a category/,
    );
  });
});
