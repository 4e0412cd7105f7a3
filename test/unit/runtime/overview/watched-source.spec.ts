import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import FakeTimers from '@sinonjs/fake-timers';
import type { Report, ReportBody } from '../../../../nodes/lib/collector/reports/reports';
import { rowKey, tileKey } from '../../../../nodes/lib/overview/history/account-history';
import { hourOf } from '../../../../nodes/lib/overview/history/hour-counts';
import { board } from '../../../../nodes/lib/runtime/recording/board';
import { WatchedAssessment } from '../../../../nodes/lib/runtime/recording/watched-assessment';
import { WatchedSource } from '../../../../nodes/lib/runtime/recording/watched-source';
import { HOUR_MS, MINUTE_MS } from '../../../../nodes/lib/util/time';
import { finding, kriRecord } from '../../../doubles/assessment-samples';

const NOW = Date.parse('2026-11-20T06:30:00Z');
const ROW = rowKey('n1', 'ttp.url');
const iso = (ms: number): string => new Date(ms).toISOString();

/** What a node has that is used here. */
class FakeNode extends EventEmitter {
  readonly warnings: string[] = [];
  readonly name = '';
  constructor(
    readonly id: string,
    readonly type: string,
    readonly account?: object,
  ) {
    super();
  }
  warn(text: string): void {
    this.warnings.push(text);
  }
  debug(text: string): void {
    this.warnings.push(text);
  }
  context(): object {
    return { get: () => undefined, set: () => undefined };
  }
}

/** The part of a snapshot that is used here. */
const snapshot = () =>
  Reflect.apply(Object, undefined, [{ id: 'n1', paused: false, streams: [{ account: 'C1A2' }] }]);

const poll = (part: object = {}): ReportBody => ({
  ...{ kind: 'poll', window: { start: iso(NOW - 5 * MINUTE_MS), end: iso(NOW - MINUTE_MS) } },
  ...{ records: 12, duplicates: 2, pages: 1, calls: 3, bytes: 100, lagMs: MINUTE_MS, durationMs: 500 },
  ...{ complete: true, ...part },
});

describe('WatchedSource', () => {
  let userDir: string;
  let account: FakeNode;
  let source: WatchedSource;
  let RED: ConstructorParameters<typeof WatchedSource>[0];

  beforeEach(async () => {
    userDir = await mkdtemp(join(tmpdir(), 'mimecast-watched-'));
    account = new FakeNode('a1', 'mimecast-account', { label: 'One', demo: false });
    const nodes = { getNode: (id: string) => (id === 'a1' ? account : null) };
    RED = Reflect.apply(Object, undefined, [{ nodes, settings: { userDir } }]);
    source = watch('n1');
  });
  afterEach(async () => {
    source.close();
    await closeAccount();
    await rm(userDir, { recursive: true, force: true });
  });

  function watch(id: string): WatchedSource {
    const node = Reflect.apply(Object, undefined, [new FakeNode(id, 'mimecast-ttp')]);
    return new WatchedSource(RED, node, {
      ...{ account: 'a1', everyMs: 5 * MINUTE_MS, problem: undefined },
      streams: [
        { key: 'ttp.url', type: 'url' },
        { key: 'ttp.attachment', type: 'attachment' },
      ],
    });
  }
  const closeAccount = (): Promise<void> => new Promise((resolve) => account.emit('close', false, resolve));
  const report = (body: ReportBody, type = 'url'): void => {
    const whole: Report = { ...body, log: 'ttp', type, at: iso(NOW) };
    source.report(whole);
  };
  async function history() {
    const recorder = board.recorderOf('a1') ?? assert.fail('no recorder');
    await recorder.refresh();
    return recorder.history ?? assert.fail('no history');
  }

  it('records polls of the right stream', async () => {
    report(poll());
    report(poll({ complete: false, records: 1 }));
    report(poll({ records: 100 }), 'attachment');
    report(poll({ records: 1000 }), 'unknown');
    const known = await history();
    const row = known.row(ROW);
    assert.equal(row?.hours.get(hourOf(NOW)), 13);
    assert.deepEqual([row?.days[0]?.polls, row?.days[0]?.failed, row?.days[0]?.duplicates], [2, 1, 4]);
    assert.deepEqual(row?.coverage.ranges, [[NOW - 5 * MINUTE_MS, NOW - MINUTE_MS]]);
    assert.equal(row?.readTo, NOW - MINUTE_MS);
    assert.equal(known.calls.get(hourOf(NOW)), 9);
  });

  it('records gaps, quarantined lines, throttling and the ledger', async () => {
    const secret = 'https://storage/x?sig=secret';
    report({
      kind: 'gap',
      from: iso(NOW - 10),
      to: iso(NOW),
      recoverable: true,
      reason: `expired ${secret}`,
    });
    report({ kind: 'quarantine', file: 'f', count: 3, samples: [{ line: 1, text: 'a record' }] });
    report({ kind: 'throttled', code: 'MIMECAST_RATE_LIMITED', message: '', retryAt: iso(NOW) }, '');
    report({
      ...{ kind: 'ledger', day: '2026-11-19', pages: 1, records: 1, duplicates: 0, swept: 0 },
      ...{ quarantined: 0, gapCount: 0, gaps: [] },
      intervals: [{ from: iso(NOW - 1000), to: iso(NOW) }],
    });
    const known = await history();
    const row = known.row(ROW);
    assert.deepEqual(
      [row?.days[0]?.gaps, row?.days[0]?.quarantined, known.throttled.get(hourOf(NOW))],
      [1, 3, 1],
    );
    assert.deepEqual(row?.coverage.ranges, [[NOW - 1000, NOW]]);
    assert.equal(row?.coverage.gaps[0]?.recoverable, true);
    assert.doesNotMatch(known.serialize(NOW), /secret|a record/);
  });

  it('counts batches that the receiver rejects, once each', async () => {
    const state = { kind: 'rejected', type: 'url', reason: '403' } as const;
    for (const since of [NOW, NOW, NOW + 1]) source.state({ ...state, since });
    assert.equal((await history()).row(ROW)?.days[0]?.rejected, 2);
  });

  it('counts no batch as rejected that nobody answered, and none twice', async () => {
    const state = { kind: 'stuck', type: 'url', attempts: 3 } as const;
    source.state({ ...state, since: NOW });
    assert.equal((await history()).row(ROW)?.days[0]?.rejected ?? 0, 0);
    source.state({ kind: 'rejected', type: 'url', reason: '403', since: NOW + 5 });
    // The same batch: it is stuck since it was sent.
    source.state({ ...state, since: NOW, reason: '403' });
    assert.equal((await history()).row(ROW)?.days[0]?.rejected, 1);
  });

  it('is alive while polls succeed or pages arrive', () => {
    const aliveAfter = (state: Parameters<WatchedSource['state']>[0]): boolean => {
      const other = watch('n2');
      other.state(state);
      const { aliveAt } = other.facts();
      other.close();
      return aliveAt !== null;
    };
    const polling = { kind: 'polling', lagMs: 0, doneAt: undefined } as const;
    assert.equal(aliveAfter({ kind: 'starting' }), false);
    assert.equal(aliveAfter({ ...polling, records: 0 }), false);
    assert.equal(aliveAfter({ ...polling, records: 1 }), true);
    const replaying = { kind: 'replaying', start: NOW - HOUR_MS, end: NOW } as const;
    assert.equal(aliveAfter({ ...replaying, records: 0 }), false);
    assert.equal(aliveAfter({ ...replaying, records: 1 }), true, 'polls wait for its end');
    const failure = { code: 'MIMECAST_AUTH', message: '', retryAt: undefined, transient: false };
    assert.equal(aliveAfter({ kind: 'failed', failure }), false);
  });

  it('reads what is needed of a running source, and its code once', async () => {
    let views = 0;
    source.attach({
      view: () => {
        views += 1;
        return snapshot();
      },
      progress: () => [{ key: 'ttp.url', waiting: 2, records: 5, lagMs: null, doneAt: null }],
    });
    for (let index = 0; index < 5; index += 1) report(poll());
    assert.equal((await history()).code, 'C1A2');
    assert.equal(views, 1);
    assert.equal(source.facts().progress.get('ttp.url')?.waiting, 2);
    assert.equal(source.summary().progress.size, 0);
  });

  it('knows whose records a poll has read before it counts them', async () => {
    source.attach({ view: snapshot, progress: () => [] });
    const known = await history();
    known.tellCode('DEMO');
    report(poll({ records: 12 }));
    assert.deepEqual([known.code, known.row(ROW)?.days[0]?.records], ['C1A2', 12]);
  });

  it('counts the records of a long poll when they are sent, and each once', async () => {
    let sent = 0;
    const progress = () => [{ key: 'ttp.url', waiting: 0, records: sent, lagMs: null, doneAt: null }];
    source.attach({ view: snapshot, progress });
    const clock = FakeTimers.install({ now: NOW, toFake: ['Date', 'performance'] });
    try {
      const page = (records: number): void => {
        sent += records;
        clock.tick(6000);
        source.state({ kind: 'polling', records: sent, lagMs: 0, doneAt: undefined });
      };
      clock.tick(10_000);
      page(10);
      page(10);
      clock.tick(HOUR_MS);
      page(5);
      sent += 2;
      report(poll({ records: 27 }));
      // Another replica has had the account meanwhile.
      sent = 3;
      report(poll({ records: 3 }));
    } finally {
      clock.uninstall();
    }
    const row = (await history()).row(ROW);
    assert.deepEqual(row?.hours.until(hourOf(NOW) + 1, 2), [25, 5]);
    assert.equal(row?.days[0]?.records, 30);
  });

  it('records what assessments measure', async () => {
    const node = Reflect.apply(Object, undefined, [new FakeNode('k1', 'mimecast-kri')]);
    const assessment = new WatchedAssessment(RED, node, 'a1', { checks: ['blocked_senders'] });
    assessment.measured(kriRecord(), '');
    assessment.checked([finding()], iso(NOW));
    const known = await history();
    assert.deepEqual([known.indicators.size, known.posture('k1')?.runAt], [1, iso(NOW)]);
    assessment.close();
    assert.equal(board.assessments.size, 0);
  });

  it('does not continue the line of an indicator with the values of another account', async () => {
    const node = Reflect.apply(Object, undefined, [new FakeNode('k1', 'mimecast-kri')]);
    const assessment = new WatchedAssessment(RED, node, 'a1', {});
    const id = tileKey('k1', kriRecord().slug);
    const hours = async () => (await history()).indicator(id)?.hours.length;
    assessment.measured(kriRecord({ asOf: iso(NOW - 2 * HOUR_MS) }), 'DEMO');
    assessment.measured(kriRecord({ asOf: iso(NOW - HOUR_MS) }), '');
    assert.equal(await hours(), 2);
    assessment.measured(kriRecord({ asOf: iso(NOW) }), 'C1A2');
    assert.equal(await hours(), 1);
    // What was deselected is told with the account before.
    assessment.measured(kriRecord({ state: 'removed' }), 'DEMO');
    assert.equal((await history()).code, 'C1A2');
    assert.equal(await hours(), undefined);
    assessment.close();
  });

  it('tells who looks what has changed', () => {
    const changes: unknown[] = [];
    const stop = board.onChange((change) => changes.push(change));
    report(poll());
    report({ kind: 'hint', message: 'x' });
    source.state({ kind: 'paused' });
    stop();
    source.state({ kind: 'paused' });
    const change = { kind: 'source', node: 'n1', account: 'a1' };
    assert.deepEqual(changes, [change, change]);
  });

  it('does not need an account that exists', () => {
    const node = Reflect.apply(Object, undefined, [new FakeNode('n3', 'mimecast-ttp')]);
    const lost = new WatchedSource(RED, node, {
      ...{ account: 'gone', everyMs: 0, streams: [{ key: 'ttp.url', type: 'url' }], problem: undefined },
    });
    lost.report({ ...poll(), log: 'ttp', type: 'url', at: iso(NOW) });
    assert.equal(lost.summary().account, 'gone');
    lost.close();
  });
});
