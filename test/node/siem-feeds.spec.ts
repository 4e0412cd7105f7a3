import assert from 'node:assert/strict';
import { eachTest } from './each-test';
import { startLogs } from './log-rig';
import { type SiemRig, siemNode } from './siem-rig';

const HOUR = 3_600_000;

describe('The feeds of the SIEM node', () => {
  let rig: SiemRig;
  eachTest(async () => {
    rig = await startLogs({ slotMs: HOUR, recordsPerFile: 6, publishDelayMs: 1000, lateShare: 0 });
    return rig;
  });

  for (const feed of ['cg-stream', 'ci-stream'] as const) {
    it(`${feed}: sends every event once, requests all types in one call, and each page has one type`, async () => {
      await rig.load(rig.flow(siemNode({ feed, types: '', output: 'event' })));
      await rig.poll();
      await rig.poll();
      const lines = rig.records.map(({ payload }) => JSON.stringify(payload));
      const { expected, lostCount, twice, invented } = rig.simulator.logs.compare(feed, lines);
      assert.deepEqual({ lostCount, twice, invented }, { lostCount: 0, twice: 0, invented: 0 });
      assert.ok(expected > 0);
      assert.ok(new Set(rig.records.map(({ mimecast }) => mimecast.type)).size > 2);
      for (const { topic, mimecast } of rig.records)
        assert.equal(topic, `mimecast/siem/${mimecast.type.replaceAll(' ', '-')}`);
    });
  }

  it('ci-batch: reads its three types, each with a position of its own', async () => {
    await rig.load(rig.flow(siemNode({ feed: 'ci-batch', types: '' })));
    await rig.poll();
    const types = ['entities', 'mailflow', 'urlclick'] as const;
    const { expected, lostCount, twice, invented } = rig.simulator.ledger.compare(rig.lines, { types });
    assert.deepEqual({ lostCount, twice, invented }, { lostCount: 0, twice: 0, invented: 0 });
    assert.ok(expected > 0);
    assert.deepEqual([...new Set(rig.kinds('poll').map(({ type }) => type))].sort(), types);
  });

  it('cg-stream: sends selected types only', async () => {
    await rig.load(rig.flow(siemNode({ feed: 'cg-stream', types: 'receipt', output: 'event' })));
    await rig.poll();
    assert.deepEqual([...new Set(rig.records.map(({ mimecast }) => mimecast.type))], ['receipt']);
  });
});
