import assert from 'node:assert/strict';
import type { KriRecord } from '../../../../nodes/lib/assessments/kri/types';
import type { KriState } from '../../../../nodes/lib/runtime/assessment/kri-runner';
import { kriStatus } from '../../../../nodes/lib/runtime/assessment/kri-status';

const QUEUE = 'mimecast_hold_queue_size';

describe('The status of a KRI node', () => {
  const record = (measured: boolean, rag: KriRecord['rag']): KriRecord => ({
    ...{
      slug: QUEUE,
      title: '',
      unit: 'messages',
      direction: 'higher-is-worse',
      value: 1,
      state: 'ok',
      coverage: 1,
    },
    ...{
      numerator: 1,
      denominator: null,
      window: { start: '', end: '' },
      asOf: '',
      runId: '',
      warning: null,
    },
    ...{ thresholds: { warn: 1, critical: 2 }, previous: null, delta: null, details: {}, sample: [] },
    ...{ definition: 'strict', parts: {}, lacking: {} },
    ...{ query: null, crossChecks: [], measured, rag },
  });
  const status = (state: KriState) => kriStatus(state, false);

  it('takes the worst colour of its indicators, and yellow when one was not measured', () => {
    const at = Date.now();
    const fillOf = (...rags: KriRecord['rag'][]): unknown =>
      status({ kind: 'done', at, records: rags.map((rag) => record(rag !== 'unknown', rag)) }).fill;
    const all = status({ kind: 'done', at, records: [record(true, 'red'), record(true, 'amber')] });
    assert.deepEqual([all.fill, all['red'], all['amber']], ['red', 1, 1]);
    assert.match(all.text ?? '', /^2 of 2 measured · 1 red · 1 amber · \d\d:\d\d$/);
    assert.deepEqual(
      [fillOf('green', 'green'), fillOf('green', 'amber'), fillOf('amber', 'red', 'green')],
      ['green', 'yellow', 'red'],
    );
    assert.deepEqual([fillOf('green', 'unknown'), fillOf('red', 'unknown')], ['yellow', 'red']);
    assert.equal(status({ kind: 'done', at, records: [record(false, 'unknown')] }).fill, 'yellow');
    assert.equal(status({ kind: 'done', at, records: [] }).text, 'no indicator is ticked');
  });

  it('is yellow when a value is partial, and red when the application may read nothing', () => {
    const at = Date.now();
    const of = (states: readonly KriRecord['state'][]) =>
      status({
        ...{ kind: 'done', at },
        records: states.map((state) => ({ ...record(state !== 'no_permission', 'amber'), state })),
      });
    const partial = of(['ok', 'partial']);
    assert.equal(partial.fill, 'yellow');
    assert.match(partial.text ?? '', /^2 of 2 measured · 1 partial/);
    const denied = of(['no_permission', 'no_permission']);
    assert.equal(denied.fill, 'red');
    assert.match(denied.text ?? '', /^0 of 2 measured · no permission for 2/);
    assert.equal(of(['ok', 'no_permission']).fill, 'yellow');
  });

  it('shows its activity', () => {
    assert.equal(status({ kind: 'waiting' }).shape, 'ring');
    assert.equal(status({ kind: 'running', done: 2, of: 6 }).text, 'measuring 2 of 6');
    assert.match(status({ kind: 'throttled', retryAt: Date.now() }).text ?? '', /^quota: waiting until/);
  });
});
