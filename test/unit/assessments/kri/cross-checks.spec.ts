import assert from 'node:assert/strict';
import {
  compareWithServerTotal,
  compareWithStats,
  mismatchText,
} from '../../../../nodes/lib/assessments/kri/cross-checks';
import { MEASURES } from '../../../../nodes/lib/assessments/kri/indicators';
import type { EventMeasure, KriDataSource } from '../../../../nodes/lib/assessments/kri/types';
import { EMPTY_SOURCE, HOUR } from './kri-run';

const NOW = Date.UTC(2026, 10, 22, 10);
const DAY = { from: NOW - 24 * HOUR, to: NOW };

describe('A count by Mimecast', () => {
  const serverTotals = (counts: 'same' | 'all', number: number | undefined) => {
    const measure = MEASURES.mimecast_malware_delivered_24h;
    assert.equal(measure.kind, 'events');
    const events: EventMeasure = {
      ...(measure.kind === 'events' ? measure : assert.fail()),
      stats: { series: 'x', counts },
    };
    const dataSource: KriDataSource = { ...EMPTY_SOURCE, readStats: async () => number };
    return compareWithStats(events, 10, { window: DAY, dataSource });
  };

  it('differs from the same records when the numbers differ', async () => {
    assert.deepEqual(await serverTotals('same', 10), []);
    assert.equal((await serverTotals('same', 9)).length, 1);
    const checks = await serverTotals('same', 11);
    assert.deepEqual(checks, [{ source: '/threats/v1/stats/x', told: 11, counted: 10 }]);
    assert.equal(mismatchText(checks), '/threats/v1/stats/x reports 11, but 10 were counted');
    assert.deepEqual(await serverTotals('same', undefined), []);
  });

  it('may be greater, but not smaller, when it includes more than what is counted', async () => {
    assert.deepEqual(await serverTotals('all', 4000), []);
    assert.equal((await serverTotals('all', 9)).length, 1);
  });

  it('exists for the logs of impersonation, attachments and clicks', () => {
    const series = Object.values(MEASURES).flatMap((one) =>
      one.kind === 'events' && one.stats ? [one.stats] : [],
    );
    assert.deepEqual(
      series.map((one) => [one.series, one.counts]),
      [
        ['impersonations', 'same'],
        ['attachment-scans', 'all'],
        ['url-clicks', 'all'],
      ],
    );
  });

  it('by totalCount covers the received records', () => {
    assert.deepEqual(compareWithServerTotal('/api/x', 3, 3), []);
    assert.deepEqual(compareWithServerTotal('/api/x', undefined, 3), []);
    assert.deepEqual(compareWithServerTotal('/api/x', 4, 3), [
      { source: '/api/x totalCount', told: 4, counted: 3 },
    ]);
  });
});
