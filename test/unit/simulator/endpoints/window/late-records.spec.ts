import assert from 'node:assert/strict';
import { HOUR, NOW, withTenant } from '../../support/tenant';

const MINUTE = 60_000;

describe('simulator: records that arrive late', () => {
  it('become visible some time after their event, some only after an overlap of ten minutes', () =>
    withTenant({ logRates: 600, lateRecords: 0.2, veryLateRecords: 0.05 }, async (_, { logs }) => {
      const range = { from: NOW - 3 * HOUR, to: NOW - 2 * HOUR };
      const by = (minutes: number): number =>
        logs.count('dlp', { ...range, visibleBy: range.to + minutes * MINUTE });
      const [usual, overlap, much] = [by(1), by(10), by(120)];
      assert.ok(usual < overlap, 'some are late');
      assert.ok(overlap < much, 'some are later than the overlap');
      assert.equal(logs.count('dlp', { ...range, visibleBy: NOW + 7 * HOUR }), by(8 * 60));
    }));

  it('are the same after a month, for the same seed', async () => {
    const options = { history: 30 * 24 * HOUR, logRates: 6 };
    const lines: string[][] = [];
    for (const _ of [1, 2]) {
      await withTenant(options, async (__, { logs }) => {
        lines.push([...logs.lines('held.releases', { to: NOW - 24 * HOUR })]);
      });
    }
    assert.deepEqual(lines[0], lines[1]);
    assert.ok((lines[0]?.length ?? 0) > 3_000);
  });
});
