import assert from 'node:assert/strict';
import { waitUntil } from '../../doubles/wait-until';
import { type FlowNode, helper } from '../support/account-helper';
import { listenerNodes, pause, RECORDS, tab } from '../support/siem-harness';
import { ackNode, source, useAckFlow } from './ack-flow';

describe('Acknowledgements that nothing waits for', () => {
  const acks = useAckFlow();
  const { load, position, start, arrived } = acks;

  describe('of a source that does not wait for them', () => {
    const status = () => acks.harness.statuses.findLast(({ text = '' }) => /acknowledge/.test(text));

    for (const [name, shown] of [
      ['Mail', 'Mail'],
      ['', 'mimecast-siem'],
    ] as const) {
      it(`show in yellow which setting to change, and where: ${shown}`, async () => {
        await load([source({ delivery: 'sent', name }), ackNode()]);
        await acks.harness.poll();
        await waitUntil(() => status() !== undefined, 'a status of the ack node');
        assert.equal(status()?.fill, 'yellow');
        assert.equal(status()?.text, `nothing to acknowledge · set Delivery to ack in ${shown}`);
      });
    }

    it('show the same for a replay, and are green once the source waits, without a restart of the ack node', async () => {
      const flow = (delivery: string): FlowNode[] => [source({ delivery }), ackNode()];
      await load(flow('sent'));
      await acks.harness.poll();
      await waitUntil(() => status()?.fill === 'yellow', 'a warning');
      helper.getNode('siem')?.receive({ action: 'replay', start: '-2h', end: '-1s' });
      await waitUntil(() => arrived() > RECORDS, 'records of a replay');
      assert.equal(status()?.fill, 'yellow');
      await acks.harness.deploy([tab, acks.harness.account(), ...flow('ack'), ...listenerNodes()], 'nodes');
      helper.getNode('siem')?.receive({ action: 'replay', start: '-2h', end: '-1s' });
      await waitUntil(() => status()?.fill === 'green', 'no more warning');
      assert.match(status()?.text ?? '', /^\d+ acknowledged$/);
    });
  });

  for (const type of ['nodes', 'flows', 'full'] as const) {
    it(`of a source that was redeployed meanwhile (${type}) change nothing, and its records are sent again`, async () => {
      const flow = (properties: Readonly<Record<string, unknown>>): FlowNode[] => [
        source({ wires: [['records'], ['reports']], ...properties }),
        ackNode({ wires: [[]] }),
      ];
      await load(flow({}));
      start();
      await waitUntil(() => arrived() === 10, 'two batches of five');
      const before = [...acks.harness.records];
      const untouched = await position();
      await acks.harness.deploy(
        [tab, acks.harness.account(), ...flow({ name: 'changed' }), ...listenerNodes()],
        type,
      );
      for (const record of before) helper.getNode('ack')?.receive({ ...record });
      await pause(50);
      assert.deepEqual(
        (await position()).replace(/"savedAt":"[^"]+"/g, ''),
        untouched.replace(/"savedAt":"[^"]+"/g, ''),
      );
      start();
      await waitUntil(() => arrived() === 20, 'the same two again');
      assert.deepEqual(
        acks.harness.records.slice(10).map(({ mimecast }) => mimecast['id']),
        before.map(({ mimecast }) => mimecast['id']),
      );
      assert.deepEqual(acks.harness.errors, []);
    });
  }
});
