import assert from 'node:assert/strict';
import { FaultInjector } from '../../../../nodes/lib/simulator/faults/fault-injector';
import { FAULT_NAMES } from '../../../../nodes/lib/simulator/simulator';
import { NOW, TODAY, withTenant } from '../support/tenant';

const start = { type: 'delivery', dateRangeStartsAt: TODAY };

describe('simulator: the fault injector', () => {
  it('is off by default, and counts the faults that fired', () =>
    withTenant({}, async (apiClient, { faults }) => {
      await apiClient.drain(start);
      assert.ok(FAULT_NAMES.every((name) => faults.fired[name] === 0));
    }));

  it('fires at its rate, drawn from the seed', () =>
    withTenant({}, async (apiClient, { faults }) => {
      faults.set('not-caught-up-flag-missing', 0.5);
      for (let i = 0; i < 40; i++) await apiClient.page(start);
      const fired = faults.fired['not-caught-up-flag-missing'];
      assert.ok(fired > 8 && fired < 32, String(fired));
      faults.clear();
      await apiClient.page(start);
      assert.equal(faults.fired['not-caught-up-flag-missing'], fired);
    }));

  it('draws separately for each file: the order of concurrent requests changes nothing', () => {
    const drawn = (order: readonly string[]): Readonly<Record<string, readonly boolean[]>> => {
      const dial = new FaultInjector(7);
      dial.set('truncated-gzip', 0.5);
      const fired: Record<string, boolean[]> = {};
      for (const path of order) {
        fired[path] = [...(fired[path] ?? []), dial.fires('truncated-gzip', path)];
      }
      return fired;
    };
    const times = Array.from({ length: 20 });
    const inTurn = drawn(times.flatMap(() => ['/a', '/b']));
    assert.deepEqual(drawn([...times.map(() => '/b'), ...times.map(() => '/a')]), inTurn);
    assert.notDeepEqual(inTurn['/a'], inTurn['/b']);
  });

  it('skips some requests when configured', () =>
    withTenant({}, async (apiClient, { faults }) => {
      faults.next('rate-limited-bare', 1, 2);
      const statuses: number[] = [];
      for (let i = 0; i < 4; i++) statuses.push((await apiClient.list(start)).status);
      assert.deepEqual(statuses, [200, 200, 429, 200]);
      faults.next('rate-limited-bare', 5);
      faults.clear('rate-limited-bare');
      assert.equal((await apiClient.list(start)).status, 200);
    }));

  it('rejects invalid rates, and clocks that go back', () =>
    withTenant({}, async (_, simulator) => {
      assert.throws(() => simulator.faults.set('reset', 1.5), RangeError);
      assert.throws(() => simulator.faults.set('reset', Number.NaN), RangeError);
      assert.throws(() => simulator.advance(-1), RangeError);
      assert.equal(simulator.now(), NOW);
    }));
});
