import assert from 'node:assert/strict';
import { eachTest } from './each-test';
import { assertWhole, linesOf, load, logNode, startLogs } from './log-rig';
import type { SiemRig } from './siem-rig';

describe('The audit node', () => {
  let rig: SiemRig;
  eachTest(async () => {
    rig = await startLogs({ logPageSize: 7 });
    return rig;
  });

  it('sends every audit event once, although the newest come first and pages are short', async () => {
    await load(rig, logNode('audit'));
    await rig.poll();
    const events = assertWhole(rig, 'audit', 'audit');
    assert.deepEqual(
      rig.kinds('poll').map(({ log, type, records }) => ({ log, type, records })),
      [{ log: 'audit', type: 'audit', records: events }],
    );
    assert.deepEqual([rig.errors, rig.kinds('failed')], [[], []]);
  });

  it("sends each event as a message with Mimecast's id", async () => {
    await load(rig, logNode('audit', { output: 'event' }));
    await rig.poll();
    const [message] = rig.records;
    assert.ok(message);
    assert.equal(message.topic, 'mimecast/audit/audit');
    assert.ok(typeof message.payload === 'object' && message.payload !== null && 'id' in message.payload);
    assert.equal(message.mimecast['id'], message.payload.id);
    assert.deepEqual([message.mimecast['log'], message.mimecast.type], ['audit', 'audit']);
  });

  it('requests selected categories only', async () => {
    await load(rig, logNode('audit', { categories: 'authentication_logs, account_logs' }));
    await rig.poll();
    const chosen = [...rig.simulator.logs.lines('audit')].filter((line) =>
      /"category":"(authentication_logs|account_logs)"/.test(line),
    );
    assert.equal(linesOf(rig, 'audit').length, chosen.length);
    assert.ok(chosen.length > 0 && chosen.length < rig.simulator.logs.count('audit'));
  });

  it('rejects an invalid category code', async () => {
    await load(rig, logNode('audit', { categories: 'Account Logs' }));
    await rig.poll();
    assert.match(String(rig.errors[0]?.message), /categories: Account Logs is not the code of a category/);
  });
});
