import assert from 'node:assert/strict';
import {
  findCollectors,
  type RegisteredCollector,
  registerCollector,
} from '../../../../nodes/lib/collector/collector-registry';
import { renderMetrics } from '../../../../nodes/lib/collector/status/metrics';
import { type StreamSnapshot, summarizePosition } from '../../../../nodes/lib/collector/status/snapshot';

const stream = (key: string, change: Partial<StreamSnapshot> = {}): StreamSnapshot => ({
  key,
  log: 'siem',
  type: key,
  account: 'C0A0',
  position: {},
  savedAt: '2026-11-20T12:00:00.000Z',
  ageMs: 0,
  lagMs: 1500,
  doneAt: null,
  waiting: 2,
  problem: null,
  counts: { records: 10, duplicates: 1, calls: 3, throttled: 4 },
  ...change,
});
const source = (
  id: string,
  streams: readonly StreamSnapshot[] = [],
  { name = '', account = 'Corp', template }: { name?: string; account?: string; template?: string } = {},
): RegisteredCollector => ({
  id,
  name,
  account,
  type: 'mimecast-siem',
  delivery: 'ack',
  template,
  collector: {
    view: () => ({ id, paused: false, lastRun: null, streams }),
    request: () => Promise.resolve(),
  },
});

describe('Metrics', () => {
  const text = renderMetrics([
    source('one', [stream('a'), stream('b', { lagMs: null })], {
      name: 'mail "in"\\\nout',
      account: 'the "other"\\\none',
    }),
    source('two', [stream('a')]),
  ]);
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

  it('are counters and gauges per node and stream', () => {
    assert.ok(samples.includes('mimecast_records_total{node="two",name="",account="Corp",stream="a"} 10'));
    assert.ok(samples.includes('mimecast_duplicates_total{node="two",name="",account="Corp",stream="a"} 1'));
    assert.ok(samples.includes('mimecast_lag_seconds{node="two",name="",account="Corp",stream="a"} 1.5'));
    assert.ok(samples.includes('mimecast_waiting_batches{node="two",name="",account="Corp",stream="a"} 2'));
    assert.ok(samples.includes('mimecast_calls_total{node="two",name="",account="Corp",stream="a"} 3'));
    assert.ok(samples.includes('mimecast_throttled_total{node="two",name="",account="Corp",stream="a"} 4'));
  });

  it('omit unknown values, because an unknown lag is not a lag of 0', () => {
    assert.equal(samples.filter((line) => line.startsWith('mimecast_lag_seconds')).length, 2);
    assert.equal(samples.filter((line) => line.startsWith('mimecast_records_total')).length, 3);
  });

  it('escape quotes, backslashes and line breaks in names', () =>
    assert.ok(
      samples.includes(
        'mimecast_records_total{node="one",name="mail \\"in\\"\\\\\\nout",account="the \\"other\\"\\\\\\none",stream="a"} 10',
      ),
    ));

  it('have one HELP and TYPE header per metric, before its values', () => {
    for (const sample of samples) assert.match(sample, /^mimecast_\w+\{[^{}]*\} [\d.]+$/);
    const heads = text.split('\n').filter((line) => line.startsWith('# TYPE'));
    assert.deepEqual(heads, [
      '# TYPE mimecast_records_total counter',
      '# TYPE mimecast_duplicates_total counter',
      '# TYPE mimecast_lag_seconds gauge',
      '# TYPE mimecast_waiting_batches gauge',
      '# TYPE mimecast_calls_total counter',
      '# TYPE mimecast_throttled_total counter',
    ]);
    assert.ok(text.endsWith('\n'));
  });
});

describe('Running collectors', () => {
  it('are found by id, or all instances by the id in the template', () => {
    const entries = [
      source('x-inner', [], { template: 'inner' }),
      source('y-inner', [], { template: 'inner' }),
      source('alone'),
    ];
    const leave = entries.map(registerCollector);
    const ids = (id?: string): string[] => findCollectors(id).map((one) => one.id);
    assert.deepEqual(ids('inner'), ['x-inner', 'y-inner']);
    assert.deepEqual(ids('y-inner'), ['y-inner']);
    assert.deepEqual(ids('alone'), ['alone']);
    assert.deepEqual(ids('nobody'), []);
    assert.deepEqual(ids(), ['x-inner', 'y-inner', 'alone']);
    for (const one of leave) one();
    assert.deepEqual(ids(), []);
  });

  it('stay registered when an earlier one with the same id closes late', () => {
    const leaveOld = registerCollector(source('node'));
    const leaveNew = registerCollector(source('node'));
    leaveOld();
    assert.equal(findCollectors('node').length, 1);
    leaveNew();
    assert.equal(findCollectors('node').length, 0);
  });
});

describe('The summary of a position', () => {
  it('keeps plain values, cuts long texts, and shows other values as a number of entries', () =>
    assert.deepEqual(
      summarizePosition({
        version: 1,
        cursor: null,
        flag: true,
        day: '2026-11-20',
        token: 'x'.repeat(200),
        partial: [{ path: '/secret?sig=1' }],
        finished: { '2026-11-19': 'abc', '2026-11-20': 'def' },
        missing: undefined,
      }),
      {
        version: 1,
        cursor: null,
        flag: true,
        day: '2026-11-20',
        token: `${'x'.repeat(80)}…`,
        partial: 1,
        finished: 2,
        missing: null,
      },
    ));
});
