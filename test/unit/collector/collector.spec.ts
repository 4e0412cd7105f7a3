import assert from 'node:assert/strict';
import { MemoryCheckpointStore } from '../../doubles/memory-checkpoint-store';
import { CollectorHarness, HOUR, MINUTE, NOW } from './support/collector-harness';
import { upTo, useTwoStreams } from './support/two-streams';
import { createDeferred } from './support/waiting';

describe('Collector', () => {
  const its = useTwoStreams();
  const { start } = its;

  describe('when it polls', () => {
    it('waits for its first delay, then polls all streams, and again after the interval', async () => {
      start();
      assert.deepEqual(its.harness.state, { kind: 'starting' });
      await its.harness.pass(999);
      assert.equal(its.a.polls, 0);
      await its.harness.pass(1);
      assert.deepEqual([its.a.polls, its.b.polls], [1, 1]);
      await its.harness.pass(5 * MINUTE - 1);
      assert.equal(its.a.polls, 1);
      await its.harness.pass(1);
      assert.deepEqual([its.a.polls, its.b.polls], [2, 2]);
    });

    it('counts the interval from the end of a poll, and never polls a stream twice at once', async () => {
      const slow = createDeferred();
      its.a.before = () => slow.promise;
      start();
      await its.harness.pass(1000);
      await its.harness.pass(60 * MINUTE);
      const requested = its.harness.source.request({ action: 'poll' });
      await its.harness.settle();
      assert.deepEqual([its.a.polls, its.a.maxActive], [1, 1]);
      slow.resolve();
      its.a.before = () => undefined;
      await its.harness.settle();
      await requested;
      await its.harness.pass(5 * MINUTE);
      assert.deepEqual([its.a.polls, its.a.maxActive], [3, 1]);
    });

    it('polls only on request with an interval of 0', async () => {
      start({ everyMs: 0 });
      await its.harness.pass(60 * 24 * HOUR);
      assert.equal(its.a.polls, 0);
      const requested = its.harness.source.request({ action: 'poll' });
      await its.harness.settle();
      await requested;
      assert.equal(its.a.polls, 1);
      await its.harness.pass(60 * 24 * HOUR);
      assert.equal(its.a.polls, 1);
    });

    it('polls once for simultaneous requests, and resolves all of them', async () => {
      start({ everyMs: 0 });
      const requested = [
        its.harness.source.request({ action: 'poll' }),
        its.harness.source.request({ action: 'poll' }),
        its.harness.source.request({ action: 'poll' }),
      ];
      await its.harness.settle();
      await Promise.all(requested);
      assert.equal(its.a.polls, 1);
    });

    it('polls again for a request during a poll: it may need data that arrived meanwhile', async () => {
      start({ everyMs: 0 });
      const slow = createDeferred();
      its.a.before = () => slow.promise;
      const first = its.harness.source.request({ action: 'poll' });
      await its.harness.settle();
      let second = false;
      const requested = its.harness.source.request({ action: 'poll' }).then(() => {
        second = true;
      });
      slow.resolve();
      await first;
      assert.equal(second, false);
      await its.harness.settle();
      await requested;
      assert.equal(its.a.polls, 2);
    });

    it('starts once, however often it is started', async () => {
      start();
      its.harness.source.start();
      await its.harness.pass(1000);
      assert.equal(its.a.polls, 1);
    });
  });

  describe('when it hands over', () => {
    it('sends each record once, in order, with the account and the batch', async () => {
      its.a.end = 25;
      start();
      await its.harness.pass(1000);
      assert.deepEqual(its.harness.numbers, upTo(25));
      assert.equal(its.harness.messages[0]?.mimecast.account, 'C0A0');
      its.a.end = 30;
      await its.harness.pass(5 * MINUTE);
      assert.deepEqual(its.harness.numbers, upTo(30));
    });

    it('sends a poll report for each stream, also for an empty one, and one line of log', async () => {
      its.a.end = 25;
      start();
      await its.harness.pass(1000);
      const [ofB, ofA] = its.harness.kinds('poll').toSorted((x) => (x.type === 'b' ? -1 : 1));
      assert.ok(ofA?.kind === 'poll' && ofB?.kind === 'poll');
      assert.deepEqual([ofA.records, ofA.pages, ofA.bytes, ofA.complete, ofA.lagMs], [25, 3, 250, true, 0]);
      assert.deepEqual([ofB.records, ofB.pages, ofB.complete], [0, 0, true]);
      assert.deepEqual(its.harness.logs, ['fetched 25 events (a 25) in 0.0 s']);
      await its.harness.pass(5 * MINUTE);
      assert.deepEqual(its.harness.logs.slice(1), ['polled, nothing new']);
      assert.equal(its.harness.kinds('poll').length, 4);
    });

    it('sends the notices of a page as reports, duplicates as a number', async () => {
      its.a.end = 1;
      its.a.notices = [
        { kind: 'gap', from: 'x', to: 'y', recoverable: false, reason: 'z' },
        { kind: 'duplicates', count: 3 },
      ];
      start();
      await its.harness.pass(1000);
      const gap = { kind: 'gap', from: 'x', to: 'y', recoverable: false, reason: 'z' };
      assert.deepEqual(its.harness.kinds('gap'), [
        { ...gap, log: 'siem', type: 'a', at: '2026-11-20T12:00:01.000Z' },
      ]);
      const poll = its.harness.kinds('poll').find(({ type }) => type === 'a');
      assert.ok(poll?.kind === 'poll' && poll.duplicates === 3);
    });

    it('sends no faster than the configured rate', async () => {
      its.a.end = 100;
      start({ maxRate: 10 });
      await its.harness.pass(1000);
      await its.harness.pass(2000);
      assert.ok(
        its.harness.messages.length >= 19 && its.harness.messages.length <= 22,
        `${its.harness.messages.length} in 2 s`,
      );
      await its.harness.pass(10_000);
      assert.equal(its.harness.messages.length, 100);
    });
  });

  describe('when it observes something', () => {
    it('hints once when every stream has been empty for a day, and shows it', async () => {
      its.a.quiet = its.b.quiet = NOW - 23 * HOUR;
      start();
      await its.harness.pass(1000);
      assert.equal(its.harness.kinds('hint').length, 0);
      await its.harness.pass(2 * HOUR);
      assert.deepEqual(
        its.harness.kinds('hint').map((report) => report.kind === 'hint' && report.message),
        ['is Enhanced Logging on?'],
      );
      assert.ok(its.harness.state?.kind === 'idle' && its.harness.state.quietSince === NOW - 23 * HOUR);
      await its.harness.pass(48 * HOUR);
      assert.equal(its.harness.kinds('hint').length, 1);
    });

    it('does not hint where an empty day is normal', async () => {
      its.a.quiet = its.b.quiet = NOW - 48 * HOUR;
      start({ inactivityHint: undefined });
      await its.harness.pass(1000);
      assert.equal(its.harness.kinds('hint').length, 0);
      assert.ok(its.harness.state?.kind === 'idle' && its.harness.state.quietSince === undefined);
    });

    it('does not hint while one stream has events', async () => {
      its.a.quiet = NOW - 48 * HOUR;
      start();
      await its.harness.pass(1000);
      assert.equal(its.harness.kinds('hint').length, 0);
      assert.ok(its.harness.state?.kind === 'idle' && its.harness.state.quietSince === undefined);
    });

    it('reports throttling once, although all streams see it', async () => {
      const retryAt = NOW + 30_000;
      its.a.before = its.b.before = (_at, { onThrottled }) =>
        onThrottled({ group: 'siem-batch', message: 'quota used up', retryAt });
      start();
      await its.harness.pass(1000);
      const [report, ...more] = its.harness.kinds('throttled');
      assert.deepEqual(more, []);
      assert.ok(report?.kind === 'throttled');
      assert.deepEqual([report.code, report.retryAt], ['MIMECAST_RATE_LIMITED', '2026-11-20T12:00:30.000Z']);
      assert.ok(its.harness.states.some((state) => state.kind === 'throttled' && state.retryAt === retryAt));
    });

    it('shows and reports the interval that fits the quota', async () => {
      its.a.before = (_at, { onThrottled }) =>
        onThrottled({ group: 'siem-batch', message: 'quota', retryAt: NOW, fittingIntervalMs: 7 * MINUTE });
      start();
      await its.harness.pass(1000);
      const [report] = its.harness.kinds('throttled');
      assert.ok(report?.kind === 'throttled' && report.fittingIntervalMs === 7 * MINUTE);
      assert.ok(its.harness.state?.kind === 'idle' && its.harness.state.fittingIntervalMs === 7 * MINUTE);
      its.a.before = () => undefined;
      await its.harness.pass(30 * MINUTE);
      assert.ok(its.harness.state?.kind === 'idle' && its.harness.state.fittingIntervalMs === 7 * MINUTE);
      await its.harness.pass(35 * MINUTE);
      assert.ok(
        its.harness.state?.kind === 'idle' && its.harness.state.fittingIntervalMs === undefined,
        'an hour later',
      );
    });

    for (const [every, fitting, shown] of [
      [5 * MINUTE, MINUTE, 10 * MINUTE],
      [5 * MINUTE, 5 * MINUTE, 10 * MINUTE],
      [20_000, MINUTE, MINUTE],
      [0, MINUTE, MINUTE],
    ] as const) {
      it(`advises no interval that is not longer than the present one: ${every} ms, ${fitting} ms`, async () => {
        its.a.before = (_at, { onThrottled }) =>
          onThrottled({ group: 'siem-batch', message: 'quota', retryAt: NOW, fittingIntervalMs: fitting });
        start({ everyMs: every });
        if (every === 0)
          await Promise.all([its.harness.source.request({ action: 'poll' }), its.harness.pass(1)]);
        await its.harness.pass(1000);
        const [report] = its.harness.kinds('throttled');
        assert.ok(report?.kind === 'throttled' && report.fittingIntervalMs === shown);
        assert.ok(its.harness.state?.kind === 'idle' && its.harness.state.fittingIntervalMs === shown);
      });
    }

    it('shows what it is doing: starting, polling with a count, idle', async () => {
      its.a.end = 20;
      start();
      await its.harness.pass(1000);
      assert.deepEqual(
        its.harness.states.map(({ kind }) => kind).filter((kind, i, all) => kind !== all[i - 1]),
        ['starting', 'polling', 'idle'],
      );
      assert.ok(its.harness.states.some((state) => state.kind === 'polling' && state.records === 10));
      assert.ok(
        its.harness.state?.kind === 'idle' &&
          its.harness.state.records === 20 &&
          its.harness.state.lagMs === 0,
      );
    });

    it("names another account's position that it does not touch", async () => {
      const first = new CollectorHarness([its.a], { everyMs: 0 });
      its.a.end = 5;
      first.source.start();
      const requested = first.source.request({ action: 'poll' });
      await first.settle();
      await requested;
      await first.end();
      const store = new MemoryCheckpointStore(first.store.text?.replaceAll('C0A0', 'CB1B'));
      start({}, store);
      await its.harness.pass(1000);
      assert.ok(
        its.harness.kinds('hint').some((report) => report.kind === 'hint' && report.message.includes('CB1B')),
      );
      assert.match(its.harness.store.text ?? '', /CB1B/);
    });
  });
});
