import assert from 'node:assert/strict';
import { MimecastError } from '../../../nodes/lib/api/errors';
import type { SourceSettings } from '../../../nodes/lib/shipping/source-parts';
import { CountingStream } from '../../doubles/counting-stream';
import { MemoryBackend } from '../../doubles/memory-backend';
import { HOUR, MINUTE, NOW, SourceRig } from './source-rig';

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);
const down = (): MimecastError => new MimecastError('MIMECAST_UNAVAILABLE', 'no answer', { transient: true });
const forbidden = (): MimecastError =>
  new MimecastError('MIMECAST_FORBIDDEN', 'no permission', { status: 403 });

describe('Source', () => {
  let rig: SourceRig;
  let a: CountingStream;
  let b: CountingStream;

  function start(settings: Partial<SourceSettings> = {}, backend = new MemoryBackend()): void {
    rig = new SourceRig([a, b], settings, backend);
    rig.source.start();
  }

  beforeEach(() => {
    a = new CountingStream('a');
    b = new CountingStream('b');
  });
  afterEach(() => rig.end());

  describe('when it polls', () => {
    it('waits for its first delay, then polls all streams, then again after the interval', async () => {
      start();
      assert.deepEqual(rig.state, { kind: 'starting' });
      await rig.pass(999);
      assert.equal(a.polls, 0);
      await rig.pass(1);
      assert.deepEqual([a.polls, b.polls], [1, 1]);
      await rig.pass(5 * MINUTE - 1);
      assert.equal(a.polls, 1);
      await rig.pass(1);
      assert.deepEqual([a.polls, b.polls], [2, 2]);
    });

    it('counts the interval from the end of a poll, and never polls a stream twice at once', async () => {
      const slow = later();
      a.before = () => slow.promise;
      start();
      await rig.pass(1000);
      await rig.pass(60 * MINUTE);
      const asked = rig.source.ask({ action: 'poll' });
      await rig.settle();
      assert.deepEqual([a.polls, a.mostActive], [1, 1]);
      slow.resolve();
      a.before = () => undefined;
      await rig.settle();
      await asked;
      await rig.pass(5 * MINUTE);
      assert.deepEqual([a.polls, a.mostActive], [3, 1]);
    });

    it('with an interval of 0 polls when asked and never else', async () => {
      start({ everyMs: 0 });
      await rig.pass(60 * 24 * HOUR);
      assert.equal(a.polls, 0);
      const asked = rig.source.ask({ action: 'poll' });
      await rig.settle();
      await asked;
      assert.equal(a.polls, 1);
      await rig.pass(60 * 24 * HOUR);
      assert.equal(a.polls, 1);
    });

    it('polls once for many who ask at the same time, and tells all of them', async () => {
      start({ everyMs: 0 });
      const asked = [
        rig.source.ask({ action: 'poll' }),
        rig.source.ask({ action: 'poll' }),
        rig.source.ask({ action: 'poll' }),
      ];
      await rig.settle();
      await Promise.all(asked);
      assert.equal(a.polls, 1);
    });

    it('polls again for whoever asks during a poll: what came meanwhile may be what they want', async () => {
      start({ everyMs: 0 });
      const slow = later();
      a.before = () => slow.promise;
      const first = rig.source.ask({ action: 'poll' });
      await rig.settle();
      let second = false;
      const asked = rig.source.ask({ action: 'poll' }).then(() => {
        second = true;
      });
      slow.resolve();
      await first;
      assert.equal(second, false);
      await rig.settle();
      await asked;
      assert.equal(a.polls, 2);
    });

    it('starts once, however often it is started', async () => {
      start();
      rig.source.start();
      await rig.pass(1000);
      assert.equal(a.polls, 1);
    });
  });

  describe('what it hands over', () => {
    it('each record once, in order, with the account and the batch', async () => {
      a.end = 25;
      start();
      await rig.pass(1000);
      assert.deepEqual(rig.numbers, upTo(25));
      assert.equal(rig.messages[0]?.mimecast.account, 'C0A0');
      a.end = 30;
      await rig.pass(5 * MINUTE);
      assert.deepEqual(rig.numbers, upTo(30));
    });

    it('a poll report for each stream, also where nothing was found, and one line of log where something was', async () => {
      a.end = 25;
      start();
      await rig.pass(1000);
      const [ofB, ofA] = rig.kinds('poll').toSorted((x) => (x.type === 'b' ? -1 : 1));
      assert.ok(ofA?.kind === 'poll' && ofB?.kind === 'poll');
      assert.deepEqual([ofA.records, ofA.pages, ofA.bytes, ofA.complete, ofA.lagMs], [25, 3, 250, true, 0]);
      assert.deepEqual([ofB.records, ofB.pages, ofB.complete], [0, 0, true]);
      assert.deepEqual(rig.logs, ['fetched 25 events (a 25) in 0.0 s']);
      await rig.pass(5 * MINUTE);
      assert.equal(rig.logs.length, 1);
      assert.equal(rig.kinds('poll').length, 4);
    });

    it('the notices of a page as reports, duplicates as a number', async () => {
      a.end = 1;
      a.notices = [
        { kind: 'gap', from: 'x', to: 'y', recoverable: false, reason: 'z' },
        { kind: 'duplicates', count: 3 },
      ];
      start();
      await rig.pass(1000);
      const gap = { kind: 'gap', from: 'x', to: 'y', recoverable: false, reason: 'z' };
      assert.deepEqual(rig.kinds('gap'), [
        { ...gap, log: 'siem', type: 'a', at: '2026-11-20T12:00:01.000Z' },
      ]);
      const poll = rig.kinds('poll').find(({ type }) => type === 'a');
      assert.ok(poll?.kind === 'poll' && poll.duplicates === 3);
    });

    it('no more than the rate that was asked for', async () => {
      a.end = 100;
      start({ maxRate: 10 });
      await rig.pass(1000);
      await rig.pass(2000);
      assert.ok(rig.messages.length >= 19 && rig.messages.length <= 22, `${rig.messages.length} in 2 s`);
      await rig.pass(10_000);
      assert.equal(rig.messages.length, 100);
    });
  });

  describe('when it is closed', () => {
    it('ends while it waits, and polls no more', async () => {
      start();
      await rig.pass(1000);
      await rig.source.close();
      await rig.pass(HOUR);
      assert.equal(a.polls, 1);
    });

    it('ends before it was started', async () => {
      rig = new SourceRig([a, b]);
      const asked = rig.source.ask({ action: 'poll' });
      await rig.source.close();
      await asked;
      assert.equal(a.polls, 0);
    });

    it('answers those who asked, before and after', async () => {
      start({ everyMs: 0 });
      a.before = (_at, { signal }) => aborted(signal);
      const first = rig.source.ask({ action: 'poll' });
      await rig.settle();
      const second = rig.source.ask({ action: 'poll' });
      await rig.source.close();
      await Promise.all([first, second, rig.source.ask({ action: 'poll' })]);
    });

    it('aborts a stream that waits, without calling that a failure', async () => {
      a.before = (_at, { signal }) => aborted(signal);
      start();
      await rig.pass(1000);
      await rig.source.close();
      assert.deepEqual([rig.errors, rig.kinds('failed'), a.active], [[], [], 0]);
    });

    it('aborts a hand-over that is paced, and saves what was handed over before', async () => {
      a.end = 30;
      start({ maxRate: 10 });
      await rig.pass(1000);
      await rig.pass(1500);
      await rig.source.close();
      const handedOver = rig.messages.length;
      assert.ok(handedOver > 10 && handedOver < 30);
      await rig.pass(HOUR);
      assert.equal(rig.messages.length, handedOver);
      assert.match(rig.backend.text ?? '', /"at":10\b/);
    });

    it('waits for what is being saved', async () => {
      const gate = later();
      a.end = 5;
      start();
      rig.onMessage = () => {
        rig.backend.gate = gate.promise;
      };
      await rig.pass(1000);
      let closed = false;
      const closing = rig.source.close().then(() => {
        closed = true;
      });
      await rig.pass(5000);
      assert.equal(closed, false);
      gate.resolve();
      await closing;
      assert.match(rig.backend.text ?? '', /"at":5/);
    });

    it('waits ten seconds at most for what does not end', async () => {
      a.before = () => new Promise(() => undefined);
      start();
      await rig.pass(1000);
      let closed = false;
      const closing = rig.source.close().then(() => {
        closed = true;
      });
      await rig.pass(9_999);
      assert.equal(closed, false);
      await rig.pass(1);
      await closing;
    });
  });

  describe('when something fails', () => {
    it('goes on with the other streams', async () => {
      a.before = () => {
        throw forbidden();
      };
      b.end = 25;
      start();
      await rig.pass(1000);
      assert.deepEqual(rig.numbers, upTo(25));
      assert.ok(rig.state?.kind === 'idle');
      assert.deepEqual([rig.state.failed, rig.state.failure?.code], [['a'], 'MIMECAST_FORBIDDEN']);
    });

    it('leaves a stream that was refused alone for an hour, unless somebody asks', async () => {
      a.before = () => {
        throw forbidden();
      };
      start();
      await rig.pass(1000);
      await rig.pass(55 * MINUTE);
      assert.deepEqual([a.polls, b.polls], [1, 12]);
      const asked = rig.source.ask({ action: 'poll' });
      await rig.settle();
      await asked;
      assert.equal(a.polls, 2);
      await rig.pass(61 * MINUTE);
      assert.equal(a.polls, 3);
    });

    it('tells an outage once, and its end once', async () => {
      a.before = b.before = () => {
        throw down();
      };
      start();
      await rig.pass(1000);
      await rig.pass(30 * MINUTE);
      assert.ok(a.polls > 5);
      assert.equal(rig.errors.length, 1, 'one error for the node');
      assert.deepEqual(
        rig
          .kinds('failed')
          .map(({ type }) => type)
          .toSorted(),
        ['a', 'b'],
      );
      assert.equal(rig.state?.kind, 'failed');
      a.before = b.before = () => undefined;
      await rig.pass(10 * MINUTE);
      assert.deepEqual(
        rig
          .kinds('recovered')
          .map((report) => report.kind === 'recovered' && [report.type, report.since])
          .toSorted(),
        [
          ['a', '2026-11-20T12:00:01.000Z'],
          ['b', '2026-11-20T12:00:01.000Z'],
        ],
      );
      assert.equal(rig.logs.filter((line) => line.startsWith('recovered')).length, 1);
      assert.equal(rig.state?.kind, 'idle');
    });

    it('tries again sooner than a long interval when it may be over soon, and later each time', async () => {
      a.before = () => {
        throw down();
      };
      start({ everyMs: 24 * HOUR });
      await rig.pass(1000);
      await rig.pass(MINUTE);
      assert.equal(a.polls, 2);
      await rig.pass(2 * HOUR);
      assert.ok(a.polls > 20 && a.polls < 60, `${a.polls} polls in two hours`);
    });

    it('keeps what was delivered before the failure', async () => {
      a.end = 25;
      a.before = (at) => {
        if (at === 20) throw down();
      };
      start();
      await rig.pass(1000);
      assert.deepEqual(rig.numbers, upTo(20));
      const poll = rig.kinds('poll').find(({ type }) => type === 'a');
      assert.ok(poll?.kind === 'poll');
      assert.deepEqual([poll.records, poll.complete], [20, false]);
      a.before = () => undefined;
      await rig.pass(5 * MINUTE);
      assert.deepEqual(rig.numbers, upTo(25));
    });

    it('lives through an error that nobody foresaw, and through a flow that throws', async () => {
      a.end = 5;
      start();
      rig.onMessage = () => {
        throw new TypeError('x is not a function');
      };
      await rig.pass(1000);
      assert.equal(rig.errors.length, 1);
      rig.onMessage = () => undefined;
      await rig.pass(5 * MINUTE);
      assert.deepEqual(rig.numbers.slice(1), upTo(5));
    });

    it('reports the end of the poll for each stream when there is no client, and recovers', async () => {
      start();
      const client = rig.client;
      rig.client = async () => {
        throw new MimecastError('MIMECAST_AUTH', 'wrong secret');
      };
      await rig.pass(1000);
      assert.deepEqual([rig.errors.length, rig.kinds('failed').length], [1, 2]);
      assert.deepEqual(
        rig
          .kinds('poll')
          .map((report) => report.kind === 'poll' && [report.type, report.records, report.complete]),
        [
          ['a', 0, false],
          ['b', 0, false],
        ],
      );
      assert.ok(rig.state?.kind === 'failed' && rig.state.failure.code === 'MIMECAST_AUTH');
      await rig.pass(20 * MINUTE);
      assert.equal(rig.errors.length, 1);
      rig.client = client;
      await rig.pass(5 * MINUTE);
      assert.equal(rig.kinds('recovered').length, 2);
    });
  });

  describe('when positions can not be saved', () => {
    it('hands nothing over when that is known from the start', async () => {
      a.end = 25;
      const backend = new MemoryBackend();
      backend.failure = new Error('EROFS: read-only file system');
      start({}, backend);
      await rig.pass(1000);
      assert.equal(rig.messages.length, 0);
      assert.match(String(rig.errors[0]?.message), /position can't be saved: EROFS/);
      backend.failure = undefined;
      await rig.pass(5 * MINUTE);
      assert.deepEqual(rig.numbers, upTo(25));
    });

    it('stops handing over on a full disk, tells it once, and goes on where it was when there is room', async () => {
      a.end = 100;
      start();
      rig.onMessage = () => {
        if (rig.messages.length === 15) rig.backend.failure = new Error('ENOSPC: no space left on device');
      };
      await rig.pass(1000);
      const handedOver = rig.messages.length;
      assert.ok(handedOver <= 30, `${handedOver} handed over`);
      await rig.pass(30 * MINUTE);
      assert.equal(rig.messages.length, handedOver);
      assert.equal(rig.errors.length, 1);
      assert.ok(rig.errors[0] instanceof MimecastError && rig.errors[0].code === 'MIMECAST_CONFIG');
      rig.backend.failure = undefined;
      await rig.pass(10 * MINUTE);
      assert.deepEqual(rig.numbers, upTo(100), 'nothing lost, nothing twice');
      assert.match(rig.backend.text ?? '', /"at":100/);
    });

    it('starts at the limit of the retention, and says so once, when the saved ones are damaged', async () => {
      start({}, new MemoryBackend('damaged'));
      await rig.pass(1000);
      assert.deepEqual(
        rig
          .kinds('rewind')
          .map(({ type }) => type)
          .toSorted(),
        ['a', 'b'],
      );
      await rig.pass(5 * MINUTE);
      assert.equal(rig.kinds('rewind').length, 2);
    });
  });

  describe('what it notices', () => {
    it('hints once when every stream has been empty for a day, and shows it', async () => {
      a.quiet = b.quiet = NOW - 23 * HOUR;
      start();
      await rig.pass(1000);
      assert.equal(rig.kinds('hint').length, 0);
      await rig.pass(2 * HOUR);
      assert.deepEqual(
        rig.kinds('hint').map((report) => report.kind === 'hint' && report.message),
        ['is Enhanced Logging on?'],
      );
      assert.ok(rig.state?.kind === 'idle' && rig.state.quietSince === NOW - 23 * HOUR);
      await rig.pass(48 * HOUR);
      assert.equal(rig.kinds('hint').length, 1);
    });

    it('does not hint where a day without anything is nothing unusual', async () => {
      a.quiet = b.quiet = NOW - 48 * HOUR;
      start({ quietHint: undefined });
      await rig.pass(1000);
      assert.equal(rig.kinds('hint').length, 0);
      assert.ok(rig.state?.kind === 'idle' && rig.state.quietSince === undefined);
    });

    it('does not hint while one stream has events', async () => {
      a.quiet = NOW - 48 * HOUR;
      start();
      await rig.pass(1000);
      assert.equal(rig.kinds('hint').length, 0);
      assert.ok(rig.state?.kind === 'idle' && rig.state.quietSince === undefined);
    });

    it('tells once that it is throttled, although all streams are told', async () => {
      const retryAt = NOW + 30_000;
      a.before = b.before = (_at, { onThrottled }) =>
        onThrottled({ group: 'siem-batch', message: 'quota used up', retryAt });
      start();
      await rig.pass(1000);
      const [report, ...more] = rig.kinds('throttled');
      assert.deepEqual(more, []);
      assert.ok(report?.kind === 'throttled');
      assert.deepEqual([report.code, report.retryAt], ['MIMECAST_RATE_LIMITED', '2026-11-20T12:00:30.000Z']);
      assert.ok(rig.states.some((state) => state.kind === 'throttled' && state.retryAt === retryAt));
    });

    it('shows and reports the interval that would fit the quota', async () => {
      a.before = (_at, { onThrottled }) =>
        onThrottled({ group: 'siem-batch', message: 'quota', retryAt: NOW, fittingIntervalMs: 7 * MINUTE });
      start();
      await rig.pass(1000);
      const [report] = rig.kinds('throttled');
      assert.ok(report?.kind === 'throttled' && report.fittingIntervalMs === 7 * MINUTE);
      assert.ok(rig.state?.kind === 'idle' && rig.state.fittingIntervalMs === 7 * MINUTE);
      a.before = () => undefined;
      await rig.pass(30 * MINUTE);
      assert.ok(rig.state?.kind === 'idle' && rig.state.fittingIntervalMs === 7 * MINUTE);
      await rig.pass(35 * MINUTE);
      assert.ok(rig.state?.kind === 'idle' && rig.state.fittingIntervalMs === undefined, 'an hour later');
    });

    it('says what it is doing: starting, polling with a count, idle', async () => {
      a.end = 20;
      start();
      await rig.pass(1000);
      assert.deepEqual(
        rig.states.map(({ kind }) => kind).filter((kind, i, all) => kind !== all[i - 1]),
        ['starting', 'polling', 'idle'],
      );
      assert.ok(rig.states.some((state) => state.kind === 'polling' && state.records === 10));
      assert.ok(rig.state?.kind === 'idle' && rig.state.records === 20 && rig.state.lagMs === 0);
    });

    it("names another account's position that it does not touch", async () => {
      const first = new SourceRig([a], { everyMs: 0 });
      a.end = 5;
      first.source.start();
      const asked = first.source.ask({ action: 'poll' });
      await first.settle();
      await asked;
      await first.end();
      const backend = new MemoryBackend(first.backend.text?.replaceAll('C0A0', 'CB1B'));
      start({}, backend);
      await rig.pass(1000);
      assert.ok(
        rig.kinds('hint').some((report) => report.kind === 'hint' && report.message.includes('CB1B')),
      );
      assert.match(rig.backend.text ?? '', /CB1B/);
    });
  });
});

function later(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve: () => resolve() };
}

/** Waits for the signal, as a request that never gets an answer does. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
