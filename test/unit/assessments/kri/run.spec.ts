import assert from 'node:assert/strict';
import type {
  KriDataSource,
  LogReadResult,
  SnapshotReadResult,
} from '../../../../nodes/lib/assessments/kri/types';
import { dataSource, evidence, HOUR, IMPERSONATION, NOW, QUEUE, run, URLS, unavailable } from './kri-run';

describe('A run of indicators', () => {
  it('reads a day once, and later only new hours and those that were too recent', async () => {
    const first = dataSource();
    const { record, history } = await run(first);
    assert.deepEqual([record.numerator, record.denominator, record.coverage], [24, 24, 1]);
    assert.deepEqual(first.ranges, [{ from: NOW - 24 * HOUR, to: NOW }]);
    assert.equal(record.sample[0], `<${NOW - HOUR}>`);
    const second = dataSource();
    const later = NOW + 2 * HOUR;
    const repeated = await run(second, { history, now: later });
    assert.deepEqual([repeated.record.numerator, repeated.record.coverage], [24, 1]);
    // 03:00 was half over; 02:00 had been over for half an hour.
    assert.deepEqual(second.ranges, [
      { from: NOW - HOUR / 2, to: later },
      { from: later - 24 * HOUR, to: later - 24 * HOUR + HOUR / 2 },
    ]);
  });

  it('continues where the quota was exhausted, and reports the covered share', async () => {
    let left = 2;
    const source = dataSource();
    const stingy: KriDataSource = {
      ...source,
      readLog: (...args) =>
        left-- > 0 ? source.readLog(...args) : Promise.resolve(unavailable('MIMECAST_RATE_LIMITED', 429)),
    };
    const { record, failed, history } = await run(stingy, { indicators: [URLS] });
    assert.equal(record.state, 'partial');
    assert.ok(record.coverage > 0.1 && record.coverage < 0.4, String(record.coverage));
    assert.deepEqual(failed, [URLS]);
    const next = await run(dataSource(), { indicators: [URLS], history });
    assert.deepEqual([next.record.state, next.record.coverage], ['ok', 1]);
  });

  it('reports an error for an outage, whatever was measured before, and keeps the old hours', async () => {
    const { history } = await run(dataSource());
    const down = dataSource({ readLog: async () => unavailable('MIMECAST_UNAVAILABLE', 503) });
    const { record, failed, history: saved } = await run(down, { history, now: NOW + HOUR });
    assert.deepEqual([record.state, record.value, record.previous], ['error', null, 24]);
    assert.deepEqual(failed, [IMPERSONATION]);
    const back = await run(dataSource(), { history: saved, now: NOW + 2 * HOUR });
    assert.deepEqual([back.record.value, back.record.previous, back.record.delta], [24, 24, 0]);
  });

  it('does not compare values with different selections', async () => {
    const indicators = ['mimecast_auth_alignment_pct'] as const;
    const analyzer = dataSource({ readSnapshot: async () => evidence({ records: [{ passPct: 97 }] }) });
    const passing = { direction: 'Inbound', spamProcessingDetail: { dmarc: { allow: true } } };
    const receipts = dataSource({
      readSnapshot: async () => unavailable('MIMECAST_FORBIDDEN', 403),
      readLog: async (_log, { from }, _override, onRecord) => {
        onRecord(passing, from);
        return evidence({});
      },
    });
    const of = ({ record: { value, previous, delta } }: Awaited<ReturnType<typeof run>>) => [
      value,
      previous,
      delta,
    ];
    const first = await run(analyzer, { indicators });
    assert.deepEqual(first.record.window, { start: null, end: null }, 'it does not say of when it is');
    assert.equal(first.record.asOf, new Date(NOW).toISOString());
    const second = await run(receipts, { indicators, history: first.history });
    assert.deepEqual(of(second), [100, null, null]);
    const third = await run(receipts, { indicators, history: second.history });
    assert.deepEqual(of(third), [100, 100, 0]);
    const fourth = await run(analyzer, { indicators, history: third.history });
    assert.deepEqual(of(fourth), [97, null, null]);
  });

  it('continues after a forbidden indicator', async () => {
    const source = dataSource({ readLog: async () => unavailable('MIMECAST_FORBIDDEN', 403) });
    const { record, run: summary, failed } = await run(source, { indicators: [IMPERSONATION, QUEUE] });
    assert.equal(record.state, 'no_permission');
    assert.deepEqual([summary.measured, summary.unmeasured, summary.skipped], [1, 1, 9]);
    assert.deepEqual(failed, []);
  });

  it('reports counts that differ from other sources, and keeps its own', async () => {
    const source = dataSource();
    const { record } = await run({
      ...source,
      readLog: async (...args) => {
        await source.readLog(...args);
        return evidence<LogReadResult>({ serverTotal: 25 });
      },
      readStats: async () => 30,
    });
    assert.equal(record.numerator, 24);
    assert.deepEqual(
      record.crossChecks.map(({ told: reported, counted }) => [reported, counted]),
      [
        [25, 24],
        [30, 24],
      ],
    );
    assert.match(record.warning ?? '', /totalCount reports 25, but 24 were counted/);
    const queue = await run(
      dataSource({ readSnapshot: async () => evidence<SnapshotReadResult>({ records: [], serverTotal: 4 }) }),
      {
        indicators: [QUEUE],
      },
    );
    assert.match(queue.record.warning ?? '', /reports 4, but 0 were counted/);
  });

  it('requests the packages only where there was no record', async () => {
    const nothing: Partial<KriDataSource> = { readLog: async () => evidence({}) };
    const without = await run(
      dataSource({ ...nothing, readPackages: async () => evidence(['URL Protection (Site) [1043]']) }),
    );
    assert.deepEqual([without.record.state, without.record.measured], ['not_licensed', false]);
    const having = await run(
      dataSource({ ...nothing, readPackages: async () => evidence(['Impersonation Protection [1060]']) }),
    );
    assert.deepEqual([having.record.state, having.record.value], ['ok', 0]);
    const unknown = await run(dataSource(nothing));
    assert.equal(unknown.record.state, 'ok');
    await run(dataSource({ readPackages: () => assert.fail('requested') }));
  });

  it('counts a new selection from the start', async () => {
    const { history } = await run(dataSource());
    const other = dataSource({ describe: () => ({ endpoint: '/api/v2/x', filter: { a: 1 } }) });
    await run(other, { history, overrides: { [IMPERSONATION]: { path: '/api/v2/x', filter: { a: 1 } } } });
    assert.deepEqual(other.ranges, [{ from: NOW - 24 * HOUR, to: NOW }]);
  });

  it('reports unreadable data', async () => {
    const strange = dataSource({ readSnapshot: async () => evidence({ records: [{ hello: 'world' }] }) });
    const { record } = await run(strange, { indicators: ['mimecast_auth_alignment_pct'] });
    assert.deepEqual([record.state, record.value], ['error', null]);
    assert.match(record.warning ?? '', /contains nothing that can be counted/);
  });

  it('accepts custom thresholds', async () => {
    const { record } = await run(dataSource(), {
      thresholds: { [IMPERSONATION]: { warn: 30, critical: 40 } },
    });
    assert.deepEqual([record.rag, record.thresholds], ['green', { warn: 30, critical: 40 }]);
  });
});
