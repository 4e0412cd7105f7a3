import assert from 'node:assert/strict';
import { MimecastError } from '../../../nodes/lib/contracts/errors';
import { HOUR, MINUTE, NOW } from './support/collector-harness';
import { ORIGIN, range, useCommandHarness } from './support/command-harness';
import { createDeferred } from './support/waiting';

const PAUSED = /^polling is paused: send a message with the action resume first$/;

describe('A collector that gets a command', () => {
  const its = useCommandHarness();
  const { boot, runCommand, restart, marks, reported } = its;

  describe('to rewind', () => {
    beforeEach(async () => {
      boot();
      await runCommand({ action: 'poll' });
      its.harness.messages.length = its.harness.reports.length = 0;
    });

    it('reads again from that time, and says so', async () => {
      await runCommand({ action: 'rewind', start: ORIGIN + 15_000 });
      assert.deepEqual(its.harness.numbers, range(15, 20));
      assert.deepEqual(marks(), [undefined, undefined, undefined, undefined, undefined]);
      const from = new Date(ORIGIN + 15_000).toISOString();
      assert.deepEqual(reported('rewind', 'gap'), [
        { kind: 'rewind', from, reason: 'a message asked for it', log: 'siem', type: 'a' },
      ]);
    });

    it('reports the skipped range as a gap when the target is later, in the ledger too', async () => {
      await runCommand({ action: 'rewind', start: ORIGIN + 50_000 });
      const gap = {
        from: new Date(ORIGIN + 20_000).toISOString(),
        to: new Date(ORIGIN + 50_000).toISOString(),
        reason: 'a message asked for it',
      };
      assert.deepEqual(reported('gap'), [{ kind: 'gap', ...gap, recoverable: true, log: 'siem', type: 'a' }]);
      assert.deepEqual(JSON.parse(its.store.text ?? '').entries[0].ledger.gaps, [gap]);
    });

    it('fails when the position cannot be saved', async () => {
      its.store.failure = new Error('disk full');
      await assert.rejects(runCommand({ action: 'rewind', start: ORIGIN }), /can't be saved: disk full/);
      its.store.failure = undefined;
    });
  });

  describe('to forget its positions', () => {
    it('starts like a first run, and reports the ledger so far', async () => {
      boot({ lookbackMs: 90_000_000 });
      await runCommand({ action: 'poll' });
      its.harness.messages.length = its.harness.reports.length = 0;
      await runCommand({ action: 'forget' });
      assert.deepEqual(its.harness.numbers, range(0, 20));
      const [ledger] = its.harness.kinds('ledger');
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

    it('reports the range that the look-back does not cover', async () => {
      boot({ lookbackMs: MINUTE });
      await runCommand({ action: 'poll' });
      await runCommand({ action: 'forget' });
      assert.deepEqual(
        its.harness.kinds('gap').map((gap) => gap.kind === 'gap' && [gap.from, gap.to, gap.recoverable]),
        [[new Date(ORIGIN + 20_000).toISOString(), new Date(NOW - MINUTE).toISOString(), true]],
      );
    });
  });

  describe('to pause', () => {
    it('stops a long poll after the current page, and continues from there', async () => {
      const gate = createDeferred();
      its.stream.end = 50;
      its.stream.before = async (at) => {
        if (at === 20) await gate.promise;
      };
      boot();
      const poll = its.harness.source.request({ action: 'poll' });
      await its.harness.settle();
      const pause = its.harness.source.request({ action: 'pause' });
      gate.resolve();
      await its.harness.settle();
      await Promise.all([poll, pause]);
      assert.deepEqual(its.harness.numbers, range(0, 30));
      assert.deepEqual(its.harness.state, { kind: 'paused' });
      const [report] = its.harness.kinds('poll');
      assert.ok(report?.kind === 'poll');
      assert.deepEqual([report.complete, report.records], [false, 30]);
      await runCommand({ action: 'resume' });
      assert.deepEqual(its.harness.numbers, range(0, 50));
      assert.equal(its.harness.state?.kind, 'idle');
    });

    it('stays paused until it is resumed, over restarts too, and shows it', async () => {
      boot({ everyMs: 5 * MINUTE });
      await its.harness.pass(1000);
      await runCommand({ action: 'pause' });
      await its.harness.pass(24 * HOUR);
      assert.equal(its.stream.polls, 1);
      await restart({ everyMs: 5 * MINUTE });
      await its.harness.pass(24 * HOUR);
      assert.deepEqual([its.stream.polls, its.harness.state?.kind], [1, 'paused']);
      await runCommand({ action: 'resume' });
      assert.deepEqual([its.stream.polls, its.harness.state?.kind], [2, 'idle']);
      await restart({ everyMs: 5 * MINUTE });
      await its.harness.pass(1000);
      assert.equal(its.stream.polls, 3);
    });

    it('refuses polls with a sentence that names the remedy', async () => {
      boot();
      await runCommand({ action: 'pause' });
      await assert.rejects(runCommand({ action: 'poll' }), (error) => {
        assert.ok(error instanceof MimecastError);
        assert.equal(error.code, 'MIMECAST_CONFIG');
        assert.match(error.message, PAUSED);
        return true;
      });
      assert.equal(its.stream.polls, 0);
    });

    it('polls for a pending request when resume follows at once', async () => {
      boot();
      await runCommand({ action: 'pause' });
      const poll = its.harness.source.request({ action: 'poll' });
      const resume = its.harness.source.request({ action: 'resume' });
      await its.harness.settle();
      await Promise.all([poll, resume]);
      assert.equal(its.stream.polls, 1);
    });

    it('still replays, and rewinds without reading', async () => {
      boot();
      await runCommand({ action: 'poll' });
      await runCommand({ action: 'pause' });
      its.harness.messages.length = 0;
      await runCommand({ action: 'replay', start: ORIGIN, end: ORIGIN + 2000 });
      await runCommand({ action: 'rewind', start: ORIGIN });
      assert.deepEqual(its.harness.numbers, [1, 2]);
      assert.deepEqual(its.harness.state, { kind: 'paused' });
      await runCommand({ action: 'resume' });
      assert.deepEqual(its.harness.numbers, [1, 2, ...range(0, 20)]);
    });

    it('stays paused even if the store could not be read at the start', async () => {
      boot();
      await runCommand({ action: 'pause' });
      await its.harness.end();
      const broken = new Error('not now');
      const read = its.store.read.bind(its.store);
      its.store.read = () => Promise.reject(broken);
      boot({ everyMs: 5 * MINUTE });
      await its.harness.settle();
      its.store.read = read;
      await its.harness.pass(1000);
      assert.deepEqual([its.stream.polls, its.harness.state?.kind], [0, 'paused']);
    });

    it('never overwrites positions that could not be read', async () => {
      boot();
      await runCommand({ action: 'poll' });
      await its.harness.end();
      const saved = its.store.text;
      its.store.read = () => Promise.reject(new Error('not now'));
      boot();
      await assert.rejects(runCommand({ action: 'pause' }), /the position can't be read: not now/);
      assert.equal(its.store.text, saved);
    });
  });
});
