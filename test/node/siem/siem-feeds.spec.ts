import assert from 'node:assert/strict';
import { useHarness } from '../support/each-test';
import { startLogs } from '../support/log-harness';
import { type SiemHarness, siemNode } from '../support/siem-harness';

const HOUR = 3_600_000;

describe('The feeds of the SIEM node', () => {
  let harness: SiemHarness;
  useHarness(async () => {
    harness = await startLogs({ slotMs: HOUR, recordsPerFile: 6, publishDelayMs: 1000, lateShare: 0 });
    return harness;
  });

  for (const feed of ['cg-stream', 'ci-stream'] as const) {
    it(`${feed}: sends every event once, requests all types in one call, and each page has one type`, async () => {
      await harness.load(harness.flow(siemNode({ feed, types: '', output: 'event' })));
      await harness.poll();
      await harness.poll();
      const lines = harness.records.map(({ payload }) => JSON.stringify(payload));
      const { expected, lostCount, twice, invented } = harness.simulator.logs.compare(feed, lines);
      assert.deepEqual({ lostCount, twice, invented }, { lostCount: 0, twice: 0, invented: 0 });
      assert.ok(expected > 0);
      assert.ok(new Set(harness.records.map(({ mimecast }) => mimecast.type)).size > 2);
      for (const { topic, mimecast } of harness.records)
        assert.equal(topic, `mimecast/siem/${mimecast.type.replaceAll(' ', '-')}`);
    });
  }

  it('ci-batch: reads its three types, each with its own position', async () => {
    await harness.load(harness.flow(siemNode({ feed: 'ci-batch', types: '' })));
    await harness.poll();
    const types = ['entities', 'mailflow', 'urlclick'] as const;
    const { expected, lostCount, twice, invented } = harness.simulator.ledger.compare(harness.lines, {
      types,
    });
    assert.deepEqual({ lostCount, twice, invented }, { lostCount: 0, twice: 0, invented: 0 });
    assert.ok(expected > 0);
    assert.deepEqual([...new Set(harness.kinds('poll').map(({ type }) => type))].sort(), types);
  });

  it('cg-stream: sends selected types only', async () => {
    await harness.load(harness.flow(siemNode({ feed: 'cg-stream', types: 'receipt', output: 'event' })));
    await harness.poll();
    assert.deepEqual([...new Set(harness.records.map(({ mimecast }) => mimecast.type))], ['receipt']);
  });
});
