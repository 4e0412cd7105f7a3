import assert from 'node:assert/strict';
import { oldestDay, RETENTION_MS } from '../../../../nodes/lib/streams/siem-batch/retention';
import { startOfDay } from '../../../../nodes/lib/util/time';

describe('calendar of the batch feed', () => {
  it('never requests a day that began before the retention, at any time of the day', () => {
    for (let minute = 0; minute < 24 * 60; minute += 7) {
      const now = Date.parse('2026-11-20T00:00:00Z') + minute * 60_000;
      assert.ok(startOfDay(oldestDay(now)) > now - RETENTION_MS);
      assert.equal(oldestDay(now), '2026-11-14');
    }
  });
});
