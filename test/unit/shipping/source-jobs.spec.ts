import assert from 'node:assert/strict';
import { MimecastError } from '../../../nodes/lib/api/errors';
import type { Job } from '../../../nodes/lib/shipping/jobs';
import type { SourceSettings } from '../../../nodes/lib/shipping/source-parts';
import { CountingStream } from '../../doubles/counting-stream';
import { MemoryBackend } from '../../doubles/memory-backend';
import { HOUR, MINUTE, NOW, SourceRig } from './source-rig';
import { TimedStream } from './timed-stream';

const { ORIGIN } = TimedStream;
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i + 1);
const PAUSED = /^polling is paused: send a message with the action resume first$/;

describe('a source that is asked', () => {
  let rig: SourceRig;
  let stream: TimedStream;
  let backend: MemoryBackend;

  function boot(settings: Partial<SourceSettings> = {}, streams: readonly CountingStream[] = [stream]): void {
    rig = new SourceRig(streams, { everyMs: 0, ...settings }, backend);
    rig.source.start();
  }
  /** Asks, and waits for the answer; what it failed with is thrown. */
  async function ask(job: Job): Promise<void> {
    const asked = rig.source.ask(job);
    const answer = asked.catch(() => undefined);
    await rig.settle();
    await answer;
    await rig.settle();
    return asked;
  }
  async function restart(settings: Partial<SourceSettings> = {}): Promise<void> {
    await rig.end();
    boot(settings);
    await rig.settle();
  }
  const marks = (): unknown[] => rig.messages.map(({ mimecast }) => mimecast.replay);
  const reported = (...kinds: string[]): unknown[] =>
    rig.reports.filter(({ kind }) => kinds.includes(kind)).map(({ at: _, ...report }) => report);

  beforeEach(() => {
    backend = new MemoryBackend();
    stream = new TimedStream('a');
    stream.end = 20;
  });
  afterEach(() => rig.end());

  describe('for a replay', () => {
    const REPLAY = { action: 'replay', start: ORIGIN + 5000, end: ORIGIN + 17_000 } as const;

    beforeEach(async () => {
      boot();
      await ask({ action: 'poll' });
      rig.messages.length = rig.reports.length = 0;
    });

    it('hands the range over, marked, and moves no position', async () => {
      const before = JSON.parse(backend.text ?? '').entries[0].position;
      await ask(REPLAY);
      assert.deepEqual(rig.numbers, range(5, 17));
      const mark = { start: new Date(REPLAY.start).toISOString(), end: new Date(REPLAY.end).toISOString() };
      assert.deepEqual(new Set(marks().map((one) => JSON.stringify(one))), new Set([JSON.stringify(mark)]));
      const after = JSON.parse(backend.text ?? '');
      assert.deepEqual([after.entries[0].position, after.source.replay], [before, null]);
      assert.deepEqual(rig.logs.at(-1), 'replayed: fetched 12 events (a 12) in 0.0 s');
    });

    it('does not count it in the ledger', async () => {
      const before = JSON.parse(backend.text ?? '').entries[0].ledger.records;
      await ask(REPLAY);
      assert.equal(JSON.parse(backend.text ?? '').entries[0].ledger.records, before);
    });

    it('polls afterwards, and what is new is not marked', async () => {
      stream.end = 22;
      await ask(REPLAY);
      assert.deepEqual(rig.numbers, [...range(5, 17), 21, 22]);
      assert.deepEqual(marks().slice(12), [undefined, undefined]);
    });

    it('shows how many records it has brought so far', async () => {
      await ask(REPLAY);
      const counts = rig.states.flatMap((state) => (state.kind === 'polling' ? [state.records] : []));
      // … and then those of the poll behind it
      assert.deepEqual(counts.slice(-5), [0, 10, 12, 0, 0]);
    });

    it('says so when there was nothing', async () => {
      await ask({ action: 'replay', start: ORIGIN, end: ORIGIN + 1 });
      assert.equal(rig.logs.at(-1), 'replayed: nothing in that range');
    });

    it('tells what a page had to tell, duplicates aside', async () => {
      stream.notices = [
        { kind: 'gap', from: 'x', to: 'y', recoverable: false, reason: 'z' },
        { kind: 'duplicates', count: 3 },
      ];
      await ask({ ...REPLAY, end: ORIGIN + 9000 });
      assert.deepEqual(reported('gap', 'duplicates'), [
        { kind: 'gap', from: 'x', to: 'y', recoverable: false, reason: 'z', log: 'siem', type: 'a' },
      ]);
    });

    it('has one message fail, and no poll, when the stream fails', async () => {
      stream.onReplay = (at) => {
        if (at > 5) throw new MimecastError('MIMECAST_BAD_REQUEST', 'refused');
      };
      await assert.rejects(ask(REPLAY), /^MimecastError: refused|refused$/);
      assert.deepEqual(rig.numbers, range(5, 15));
      assert.deepEqual(reported('failed'), [
        {
          kind: 'failed',
          code: 'MIMECAST_BAD_REQUEST',
          message: 'refused',
          retryAt: null,
          log: 'siem',
          type: 'a',
        },
      ]);
      assert.equal(JSON.parse(backend.text ?? '').source.replay, null);
      assert.equal(rig.state?.kind, 'idle');
    });

    it('is told after a restart that cut it off, once', async () => {
      stream.onReplay = (_, { signal }) => hang(signal);
      const asked = rig.source.ask(REPLAY);
      await rig.settle();
      await restart();
      await asked;
      const told = [
        {
          kind: 'hint',
          message: `a restart cut the replay from ${new Date(REPLAY.start).toISOString()} to ${new Date(REPLAY.end).toISOString()} off: ask for it again`,
          log: 'siem',
          type: '',
        },
      ];
      assert.deepEqual(reported('hint'), told);
      await restart();
      assert.deepEqual(reported('hint'), []);
    });
  });

  describe('for a replay of several types', () => {
    it('brings the others when one of them fails, or has no history', async () => {
      const broken = new TimedStream('broken');
      broken.onReplay = () => {
        throw new MimecastError('MIMECAST_FORBIDDEN', 'not allowed');
      };
      boot({}, [broken, new CountingStream('without'), stream]);
      const replay = { action: 'replay', start: ORIGIN, end: ORIGIN + 3000 } as const;
      await assert.rejects(ask(replay), /not allowed/);
      assert.deepEqual(rig.messages.filter(({ mimecast }) => mimecast.replay).length, 3);
      assert.deepEqual(reported('hint'), [
        {
          kind: 'hint',
          message: 'without has no history that could be read again',
          log: 'siem',
          type: 'without',
        },
      ]);
    });
  });

  describe('for a rewind', () => {
    beforeEach(async () => {
      boot();
      await ask({ action: 'poll' });
      rig.messages.length = rig.reports.length = 0;
    });

    it('reads again from there, and says so', async () => {
      await ask({ action: 'rewind', start: ORIGIN + 15_000 });
      assert.deepEqual(rig.numbers, range(15, 20));
      assert.deepEqual(marks(), [undefined, undefined, undefined, undefined, undefined]);
      const from = new Date(ORIGIN + 15_000).toISOString();
      assert.deepEqual(reported('rewind', 'gap'), [
        { kind: 'rewind', from, reason: 'a message asked for it', log: 'siem', type: 'a' },
      ]);
    });

    it('reports what it skips as a gap when "back" is forward, in the ledger too', async () => {
      await ask({ action: 'rewind', start: ORIGIN + 50_000 });
      const gap = {
        from: new Date(ORIGIN + 20_000).toISOString(),
        to: new Date(ORIGIN + 50_000).toISOString(),
        reason: 'a message asked for it',
      };
      assert.deepEqual(reported('gap'), [{ kind: 'gap', ...gap, recoverable: true, log: 'siem', type: 'a' }]);
      assert.deepEqual(JSON.parse(backend.text ?? '').entries[0].ledger.gaps, [gap]);
    });

    it('fails when the position can not be saved', async () => {
      backend.failure = new Error('disk full');
      await assert.rejects(ask({ action: 'rewind', start: ORIGIN }), /can't be saved: disk full/);
      backend.failure = undefined;
    });
  });

  describe('to forget its positions', () => {
    it('starts like a first run, and tells the ledger that it had until then', async () => {
      boot({ lookbackMs: 90_000_000 });
      await ask({ action: 'poll' });
      rig.messages.length = rig.reports.length = 0;
      await ask({ action: 'forget' });
      assert.deepEqual(rig.numbers, range(0, 20));
      const [ledger] = rig.kinds('ledger');
      assert.ok(ledger?.kind === 'ledger');
      assert.equal(ledger.records, 20);
      assert.deepEqual(reported('rewind'), [
        {
          kind: 'rewind',
          from: new Date(ORIGIN).toISOString(),
          reason: 'its position was removed',
          log: 'siem',
          type: 'a',
        },
      ]);
    });

    it('reports what the look-back does not reach', async () => {
      boot({ lookbackMs: MINUTE });
      await ask({ action: 'poll' });
      await ask({ action: 'forget' });
      assert.deepEqual(
        rig.kinds('gap').map((gap) => gap.kind === 'gap' && [gap.from, gap.to, gap.recoverable]),
        [[new Date(ORIGIN + 20_000).toISOString(), new Date(NOW - MINUTE).toISOString(), true]],
      );
    });
  });

  describe('to pause', () => {
    it('stops a long poll after the page under way, and goes on from there', async () => {
      const gate = later();
      stream.end = 50;
      stream.before = async (at) => {
        if (at === 20) await gate.promise;
      };
      boot();
      const poll = rig.source.ask({ action: 'poll' });
      await rig.settle();
      const pause = rig.source.ask({ action: 'pause' });
      gate.resolve();
      await rig.settle();
      await Promise.all([poll, pause]);
      assert.deepEqual(rig.numbers, range(0, 30));
      assert.deepEqual(rig.state, { kind: 'paused' });
      const [report] = rig.kinds('poll');
      assert.ok(report?.kind === 'poll');
      assert.deepEqual([report.complete, report.records], [false, 30]);
      await ask({ action: 'resume' });
      assert.deepEqual(rig.numbers, range(0, 50));
      assert.equal(rig.state?.kind, 'idle');
    });

    it('stays so until it is resumed, over restarts too, and shows it', async () => {
      boot({ everyMs: 5 * MINUTE });
      await rig.pass(1000);
      await ask({ action: 'pause' });
      await rig.pass(24 * HOUR);
      assert.equal(stream.polls, 1);
      await restart({ everyMs: 5 * MINUTE });
      await rig.pass(24 * HOUR);
      assert.deepEqual([stream.polls, rig.state?.kind], [1, 'paused']);
      await ask({ action: 'resume' });
      assert.deepEqual([stream.polls, rig.state?.kind], [2, 'idle']);
      await restart({ everyMs: 5 * MINUTE });
      await rig.pass(1000);
      assert.equal(stream.polls, 3);
    });

    it('refuses polls with a sentence that names the way out', async () => {
      boot();
      await ask({ action: 'pause' });
      await assert.rejects(ask({ action: 'poll' }), (error) => {
        assert.ok(error instanceof MimecastError);
        assert.equal(error.code, 'MIMECAST_CONFIG');
        assert.match(error.message, PAUSED);
        return true;
      });
      assert.equal(stream.polls, 0);
    });

    it('polls for whoever asked when resume came right behind', async () => {
      boot();
      await ask({ action: 'pause' });
      const poll = rig.source.ask({ action: 'poll' });
      const resume = rig.source.ask({ action: 'resume' });
      await rig.settle();
      await Promise.all([poll, resume]);
      assert.equal(stream.polls, 1);
    });

    it('still replays, and rewinds without reading', async () => {
      boot();
      await ask({ action: 'poll' });
      await ask({ action: 'pause' });
      rig.messages.length = 0;
      await ask({ action: 'replay', start: ORIGIN, end: ORIGIN + 2000 });
      await ask({ action: 'rewind', start: ORIGIN });
      assert.deepEqual(rig.numbers, [1, 2]);
      assert.deepEqual(rig.state, { kind: 'paused' });
      await ask({ action: 'resume' });
      assert.deepEqual(rig.numbers, [1, 2, ...range(0, 20)]);
    });

    it('is found out although the store could not be read at the start', async () => {
      boot();
      await ask({ action: 'pause' });
      await rig.end();
      const broken = new Error('not now');
      const read = backend.read.bind(backend);
      backend.read = () => Promise.reject(broken);
      boot({ everyMs: 5 * MINUTE });
      await rig.settle();
      backend.read = read;
      await rig.pass(1000);
      assert.deepEqual([stream.polls, rig.state?.kind], [0, 'paused']);
    });

    it('never writes over positions that could not be read', async () => {
      boot();
      await ask({ action: 'poll' });
      await rig.end();
      const saved = backend.text;
      backend.read = () => Promise.reject(new Error('not now'));
      boot();
      await assert.rejects(ask({ action: 'pause' }), /the position can't be read: not now/);
      assert.equal(backend.text, saved);
    });
  });

  describe('and the last run', () => {
    const EVERY = { everyMs: HOUR };

    it('decides when the first poll after a restart is due', async () => {
      boot(EVERY);
      await rig.pass(1000);
      await rig.end();
      boot(EVERY);
      rig.clock.setSystemTime(NOW + 21 * MINUTE);
      await rig.pass(39 * MINUTE);
      assert.equal(stream.polls, 1);
      await rig.pass(1000);
      assert.equal(stream.polls, 2);
    });

    it('is shown after a restart, with the next one, instead of a wait for a first poll', async () => {
      boot(EVERY);
      await rig.settle();
      assert.deepEqual(rig.state, { kind: 'starting' });
      await rig.pass(1000);
      // Each rig has a clock that begins at NOW.
      await restart(EVERY);
      assert.deepEqual(rig.state, { kind: 'resting', polledAt: NOW + 1000, nextAt: NOW + HOUR });
      await restart({ everyMs: 0 });
      assert.deepEqual(rig.state, { kind: 'resting', polledAt: NOW + 1000, nextAt: undefined });
      await ask({ action: 'pause' });
      await restart(EVERY);
      assert.deepEqual(rig.state, { kind: 'paused' });
    });

    it('is none of a type that was added: that one is not kept waiting', async () => {
      boot(EVERY);
      await rig.pass(1000);
      await rig.end();
      const added = new TimedStream('b');
      added.end = 5;
      boot(EVERY, [stream, added]);
      await rig.pass(1000);
      assert.deepEqual([stream.polls, added.polls], [2, 1]);
    });

    it('is none while a poll is under way: one that was cut off is made up for at once', async () => {
      boot(EVERY);
      await rig.pass(1000);
      stream.end = 40;
      stream.before = (at, { signal }) => (at === 30 ? hang(signal) : undefined);
      const asked = rig.source.ask({ action: 'poll' });
      await rig.settle();
      await rig.end();
      await asked;
      stream.before = () => undefined;
      boot(EVERY);
      await rig.pass(1000);
      assert.deepEqual(rig.numbers, range(30, 40));
    });

    it('is none after a poll that failed', async () => {
      stream.before = () => {
        throw new MimecastError('MIMECAST_UNAVAILABLE', 'no answer', { transient: true });
      };
      boot(EVERY);
      await rig.pass(1000);
      assert.equal(JSON.parse(backend.text ?? '').source.lastRun, null);
    });
  });

  describe('and the ledger', () => {
    const DAY = 24 * HOUR;

    it('is told once a day, at the first poll of the next one', async () => {
      stream.notices = [{ kind: 'duplicates', count: 1 }];
      boot({ everyMs: HOUR });
      await rig.pass(1000);
      stream.notices = [];
      stream.end = 25;
      await rig.pass(11 * HOUR);
      assert.deepEqual(rig.kinds('ledger'), []);
      stream.end = 30;
      await rig.pass(HOUR);
      const [ledger] = rig.kinds('ledger');
      assert.ok(ledger?.kind === 'ledger');
      const { day, records, duplicates, pages, gapCount, quarantined, log, type } = ledger;
      assert.deepEqual(
        [day, records, duplicates, pages, gapCount, quarantined, log, type],
        ['2026-11-20', 25, 2, 3, 0, 0, 'siem', 'a'],
      );
      await rig.pass(DAY - HOUR);
      assert.equal(rig.kinds('ledger').length, 1);
      await rig.pass(HOUR);
      const second = rig.kinds('ledger')[1];
      assert.ok(second?.kind === 'ledger');
      assert.deepEqual([second.day, second.records], ['2026-11-21', 5]);
    });

    it('is told after an outage too, before anything of the new day is counted', async () => {
      boot({ everyMs: HOUR });
      await rig.pass(1000);
      stream.before = () => {
        throw new MimecastError('MIMECAST_UNAVAILABLE', 'no answer', { transient: true });
      };
      await rig.pass(13 * HOUR);
      const [ledger] = rig.kinds('ledger');
      assert.ok(ledger?.kind === 'ledger');
      assert.deepEqual([ledger.day, ledger.records, rig.kinds('ledger').length], ['2026-11-20', 20, 1]);
    });

    it('is one for each type, and its intervals are what was read in time', async () => {
      const other = new TimedStream('b');
      other.end = 3;
      boot({ everyMs: 6 * HOUR }, [stream, other]);
      await rig.pass(13 * HOUR);
      const ledgers = rig.kinds('ledger');
      assert.deepEqual(ledgers.map(({ type }) => type).sort(), ['a', 'b']);
      const [first] = ledgers;
      assert.ok(first?.kind === 'ledger');
      assert.deepEqual(first.intervals, [
        { from: new Date(ORIGIN).toISOString(), to: new Date(ORIGIN + 20_000).toISOString() },
      ]);
    });
  });
});

function hang(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function later(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
