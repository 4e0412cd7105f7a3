import assert from 'node:assert/strict';
import { SIEM_TYPES } from '../../../../nodes/lib/simulator/simulator';
import { DAY, HOUR, NOW, TODAY, withTenant } from '../support/tenant';

const start = { type: 'delivery', dateRangeStartsAt: TODAY };
const types = ['delivery'] as const;

describe('simulator: the ledger', () => {
  it('equals the content of the feed, record for record, over all types', () =>
    withTenant({}, async (apiClient, simulator) => {
      for (const type of SIEM_TYPES) {
        const arrived = await apiClient.drain({ type, dateRangeStartsAt: TODAY });
        const result = simulator.ledger.compare(arrived, { types: [type] });
        assert.equal(result.expected, 24 * 20, type);
        assert.deepEqual([result.lostCount, result.twice, result.invented], [0, 0, 0], type);
        assert.equal(simulator.ledger.count(type), result.expected);
      }
    }));

  it('reports lost, duplicate and invented records', () =>
    withTenant({}, async (_, { ledger }) => {
      const lines = [...ledger.lines('delivery')];
      const [first = '', second = '', ...rest] = lines;
      const result = ledger.compare([second, second, second, '', '{"made":"up"}', ...rest], { types });
      assert.deepEqual(result, {
        expected: lines.length,
        arrived: lines.length + 2,
        lost: [first],
        lostCount: 1,
        twice: 2,
        invented: 1,
        inventedSamples: ['{"made":"up"}'],
        unavailable: 0,
      });
    }));

  it('shows the requested number of samples, and counts the rest', () =>
    withTenant({}, async (_, { ledger }) => {
      const { lost, lostCount } = ledger.compare([], { types, samples: 3 });
      assert.deepEqual([lost.length, lostCount], [3, 480]);
    }));

  it('compares parsed JSON when configured, for sinks that stringify again', () =>
    withTenant({ recordsPerFile: 100 }, async (_, { ledger }) => {
      const repeated = [...ledger.lines('delivery')].map((line) => JSON.stringify(JSON.parse(line)));
      assert.ok(ledger.compare(repeated, { types }).invented > 0, 'some lines are written in another way');
      const result = ledger.compare(repeated, { types, canonical: true });
      assert.deepEqual([result.lostCount, result.twice, result.invented], [0, 0, 0]);
      assert.equal(ledger.compare(['no JSON'], { types, canonical: true }).invented, 1);
    }));

  it('knows the records of any time and period', () =>
    withTenant({ slotMs: HOUR, history: 2 * DAY }, async (_, simulator) => {
      const { ledger } = simulator;
      const midnight = Date.parse(TODAY);
      assert.equal(ledger.count('av', { from: midnight }), 10 * 20);
      assert.equal(ledger.count('av', { from: midnight - DAY, to: midnight }), 24 * 20);
      const before = ledger.count('av');
      simulator.advance(DAY);
      assert.equal(ledger.count('av'), before + 24 * 20);
      assert.equal(ledger.count('av', { publishedBy: NOW }), before);
    }));

  it('stores no lines: a hundred thousand records in a comparison stay small', function () {
    this.timeout(120_000);
    return withTenant({ recordsPerFile: 5_000 }, async (_, { ledger }) => {
      const result = ledger.compare(ledger.lines('journal'), { types: ['journal'] });
      assert.deepEqual([result.expected, result.lostCount, result.twice], [120_000, 0, 0]);
    });
  });

  it('does not count bad lines as records', () =>
    withTenant({}, async (apiClient, simulator) => {
      simulator.faults.set('bad-line', 1);
      const arrived = await apiClient.drain(start);
      const bad = [...simulator.ledger.badLines('delivery')];
      assert.ok(bad.length >= 24);
      const result = simulator.ledger.compare(arrived, { types });
      assert.deepEqual([result.lostCount, result.twice, result.invented], [0, 0, bad.length]);
    }));

  it('does not miss unavailable records, and accepts them when they arrive', () =>
    withTenant({}, async (apiClient, simulator) => {
      const all = [...simulator.ledger.lines('delivery')];
      simulator.faults.next('truncated-gzip-permanent');
      await apiClient.page(start);
      const without = simulator.ledger.compare(simulator.ledger.lines('delivery'), { types });
      assert.deepEqual([without.expected, without.unavailable, without.lostCount], [472, 8, 0]);
      const withAll = simulator.ledger.compare(all, { types });
      assert.deepEqual([withAll.lostCount, withAll.twice, withAll.invented], [0, 0, 0]);
    }));
});
