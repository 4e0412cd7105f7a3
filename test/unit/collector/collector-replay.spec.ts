import assert from 'node:assert/strict';
import { MimecastError } from '../../../nodes/lib/contracts/errors';
import { CountingStream } from '../../doubles/counting-stream';
import { ORIGIN, range, useCommandHarness } from './support/command-harness';
import { TimedStream } from './support/timed-stream';
import { aborted, createDeferred } from './support/waiting';

describe('A collector that gets a command', () => {
  const its = useCommandHarness();
  const { boot, runCommand, restart, marks, reported } = its;

  describe('to replay', () => {
    const REPLAY = { action: 'replay', start: ORIGIN + 5000, end: ORIGIN + 17_000 } as const;

    beforeEach(async () => {
      boot();
      await runCommand({ action: 'poll' });
      its.harness.messages.length = its.harness.reports.length = 0;
    });

    it('hands the range over, marked, and moves no position', async () => {
      const before = JSON.parse(its.store.text ?? '').entries[0].position;
      await runCommand(REPLAY);
      assert.deepEqual(its.harness.numbers, range(5, 17));
      const mark = { start: new Date(REPLAY.start).toISOString(), end: new Date(REPLAY.end).toISOString() };
      assert.deepEqual(new Set(marks().map((one) => JSON.stringify(one))), new Set([JSON.stringify(mark)]));
      const after = JSON.parse(its.store.text ?? '');
      assert.deepEqual([after.entries[0].position, after.source.replay], [before, null]);
      assert.ok(its.harness.logs.includes('replayed: fetched 12 events (a 12) in 0.0 s'));
    });

    it('does not count it in the ledger', async () => {
      const before = JSON.parse(its.store.text ?? '').entries[0].ledger.records;
      await runCommand(REPLAY);
      assert.equal(JSON.parse(its.store.text ?? '').entries[0].ledger.records, before);
    });

    it('polls afterwards, and new records are not marked', async () => {
      its.stream.end = 22;
      await runCommand(REPLAY);
      assert.deepEqual(its.harness.numbers, [...range(5, 17), 21, 22]);
      assert.deepEqual(marks().slice(12), [undefined, undefined]);
    });

    it('shows the range, and the number of records so far', async () => {
      await runCommand(REPLAY);
      const shown = its.harness.states.filter((state) => state.kind === 'replaying');
      const { start, end } = REPLAY;
      assert.deepEqual(
        shown,
        [0, 10, 12].map((records) => ({ kind: 'replaying', start, end, records })),
      );
      const last = its.harness.states.lastIndexOf(shown[2] ?? { kind: 'starting' });
      assert.ok(
        its.harness.states.slice(last).some(({ kind }) => kind === 'polling'),
        'the poll after it',
      );
    });

    it('says so when the range was empty', async () => {
      await runCommand({ action: 'replay', start: ORIGIN, end: ORIGIN + 1 });
      assert.ok(its.harness.logs.includes('replayed: nothing in that range'));
    });

    it('reports the notices of each page, except duplicates', async () => {
      its.stream.notices = [
        { kind: 'gap', from: 'x', to: 'y', recoverable: false, reason: 'z' },
        { kind: 'duplicates', count: 3 },
      ];
      await runCommand({ ...REPLAY, end: ORIGIN + 9000 });
      assert.deepEqual(reported('gap', 'duplicates'), [
        { kind: 'gap', from: 'x', to: 'y', recoverable: false, reason: 'z', log: 'siem', type: 'a' },
      ]);
    });

    it('fails only the replay message, and no poll, when the stream fails', async () => {
      its.stream.onReplay = (at) => {
        if (at > 5) throw new MimecastError('MIMECAST_BAD_REQUEST', 'refused');
      };
      await assert.rejects(runCommand(REPLAY), /^MimecastError: refused|refused$/);
      assert.deepEqual(its.harness.numbers, range(5, 15));
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
      assert.equal(JSON.parse(its.store.text ?? '').source.replay, null);
      assert.equal(its.harness.state?.kind, 'idle');
    });

    it('does not begin when the account is ready only after the source was closed', async () => {
      const client = its.harness.client();
      const gate = createDeferred();
      its.harness.client = () => gate.promise.then(() => client);
      const requested = its.harness.source.request(REPLAY);
      await its.harness.settle();
      const closing = its.harness.source.close();
      gate.resolve();
      await Promise.all([closing, requested]);
      await its.harness.settle();
      assert.deepEqual([its.harness.numbers, its.harness.errors], [[], []]);
    });

    it('is reported after a restart that interrupted it, once', async () => {
      its.stream.onReplay = (_, { signal }) => aborted(signal);
      const requested = its.harness.source.request(REPLAY);
      await its.harness.settle();
      await restart();
      await requested;
      const cutOff = [
        {
          kind: 'hint',
          message: `a restart interrupted the replay from ${new Date(REPLAY.start).toISOString()} to ${new Date(REPLAY.end).toISOString()}: request it again`,
          log: 'siem',
          type: '',
        },
      ];
      assert.deepEqual(reported('hint'), cutOff);
      await restart();
      assert.deepEqual(reported('hint'), []);
    });
  });

  describe('to replay several types', () => {
    it('delivers the others when one of them fails, or has no history', async () => {
      const broken = new TimedStream('broken');
      broken.onReplay = () => {
        throw new MimecastError('MIMECAST_FORBIDDEN', 'not allowed');
      };
      boot({}, [broken, new CountingStream('without'), its.stream]);
      const replay = { action: 'replay', start: ORIGIN, end: ORIGIN + 3000 } as const;
      await assert.rejects(runCommand(replay), /not allowed/);
      assert.deepEqual(its.harness.messages.filter(({ mimecast }) => mimecast.replay).length, 3);
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
});
