import assert from 'node:assert/strict';
import {
  findCollectors,
  type RegisteredCollector,
  registerCollector,
} from '../../../../nodes/lib/collector/collector-registry';
import { renderExposition } from '../../../../nodes/lib/collector/status/exposition';
import { Histogram, POLL_DURATION_BOUNDS } from '../../../../nodes/lib/collector/status/histogram';
import { sourceFamilies } from '../../../../nodes/lib/collector/status/metrics';
import { type StreamSnapshot, summarizePosition } from '../../../../nodes/lib/collector/status/snapshot';
import { readExposition } from '../../../doubles/metrics/read-exposition';

const renderMetrics = (sources: readonly RegisteredCollector[]): string =>
  renderExposition(sourceFamilies(sources));

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
      '# TYPE mimecast_last_success_timestamp_seconds gauge',
      '# TYPE mimecast_poll_duration_seconds histogram',
    ]);
    assert.ok(text.endsWith('\n'));
  });
});

describe('The text of the metrics', () => {
  const polls = new Histogram(POLL_DURATION_BOUNDS);
  for (const seconds of [0.2, 0.5, 3, 100, 9000, -5]) polls.observe(seconds);
  const polled: RegisteredCollector = {
    ...source('one'),
    collector: {
      view: () => ({
        ...{ id: 'one', paused: false, lastRun: null, polls: polls.snapshot() },
        streams: [
          stream('a', { succeededAt: '2026-11-20T12:00:00.250Z' }),
          stream('b', { succeededAt: null }),
        ],
      }),
      request: () => Promise.resolve(),
    },
  };

  it('is what a strict reader of the format accepts, and its names follow the conventions', () => {
    const families = readExposition(renderMetrics([polled, source('two', [stream('a')])]));
    assert.equal(families.size, 8);
    for (const { name, type, help } of families.values()) {
      assert.match(name, /^mimecast_[a-z_]+$/);
      assert.equal(name.endsWith('_total'), type === 'counter', name);
      assert.doesNotMatch(name, /_(?:ms|millis|minutes|hours|percent|info|bucket|sum|count)$/);
      assert.match(help, /\.$/);
    }
  });

  it('is read by a reader that refuses what is wrong', () => {
    const head = '# HELP a A.\n# TYPE a gauge\n';
    const histogram = '# HELP h H.\n# TYPE h histogram\n';
    readExposition(`${head}a{b="c"} 1\na{b="d"} +Inf\n`);
    const wrong = [
      `${head}a 1`,
      'a 1\n',
      `${head}a 1\na 2\n`,
      `${head}b 1\n`,
      `${head}a{b="c",b="d"} 1\n`,
      `${head}a{b="c\\d"} 1\n`,
      `${head}a{b="c"d"} 1\n`,
      `${head}a{b=c} 1\n`,
      `${head}a one\n`,
      `${head}a 1\n${head}`,
      '# TYPE a gauge\na 1\n',
      '# HELP a A.\n# TYPE a number\n',
      `${histogram}h_bucket{le="1"} 1\nh_sum 1\nh_count 1\n`,
      `${histogram}h_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n`,
      `${histogram}h_bucket{le="+Inf"} 1\nh_sum 1\nh_count 2\n`,
    ];
    for (const text of wrong) assert.throws(() => readExposition(text), Error, text);
  });

  it('has the durations of polls as a histogram of each source', () => {
    const { samples = [] } =
      readExposition(renderMetrics([polled])).get('mimecast_poll_duration_seconds') ?? {};
    const of = (suffix: string) => samples.filter(({ name }) => name.endsWith(suffix));
    const counts = of('_bucket').map(({ labels, value }) => [labels['le'], value]);
    assert.deepEqual(counts, [
      ['0.5', 3],
      ['1', 3],
      ['2.5', 3],
      ['5', 4],
      ['10', 4],
      ['30', 4],
      ['60', 4],
      ['300', 5],
      ['900', 5],
      ['3600', 5],
      ['+Inf', 6],
    ]);
    assert.deepEqual([of('_count')[0]?.value, of('_sum')[0]?.value], [6, 9103.7]);
    assert.deepEqual(of('_sum')[0]?.labels, { node: 'one', name: '', account: 'Corp' });
  });

  it('has the last success in seconds, and nothing before there was one', () => {
    const { samples = [] } =
      readExposition(renderMetrics([polled])).get('mimecast_last_success_timestamp_seconds') ?? {};
    assert.deepEqual(
      samples.map(({ labels, value }) => [labels['stream'], value]),
      [['a', Date.parse('2026-11-20T12:00:00.250Z') / 1000]],
    );
  });

  it('keeps whatever a user calls a node or an account, up to a length, and one series apart from the other', () => {
    const names = [
      '\\',
      '"',
      '\n',
      'a="b",c="d"} 1\n# HELP x',
      '\ud800',
      '\u0000\r\u2028',
      'x'.repeat(100_000),
      '__proto__',
    ];
    const text = renderMetrics(
      names.map((name, index) => source(`n${index}`, [stream('a')], { name, account: name })),
    );
    const { samples = [] } = readExposition(text).get('mimecast_records_total') ?? {};
    assert.deepEqual(
      samples.map(({ labels }) => labels['name']),
      names.map((name) => (name.length > 200 ? `${name.slice(0, 199)}…` : name.toWellFormed())),
    );
  });

  it('is bounded: seven series for a type, and thirteen for a source', () => {
    const sources = Array.from({ length: 50 }, (_, index) => ({
      ...polled,
      ...source(`n${index}`),
      collector: polled.collector,
    }));
    const all = [...readExposition(renderMetrics(sources)).values()].flatMap(({ samples }) => samples);
    // One of the two streams has no last success.
    assert.equal(all.length, 50 * (2 * 7 - 1 + 13));
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
