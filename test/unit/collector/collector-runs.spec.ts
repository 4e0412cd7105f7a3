import assert from 'node:assert/strict';
import { MimecastError } from '../../../nodes/lib/contracts/errors';
import { HOUR, MINUTE, NOW } from './support/collector-harness';
import { ORIGIN, range, useCommandHarness } from './support/command-harness';
import { TimedStream } from './support/timed-stream';
import { aborted } from './support/waiting';

describe('A collector', () => {
  const its = useCommandHarness();
  const { boot, runCommand, restart } = its;

  describe('with a last run', () => {
    const EVERY = { everyMs: HOUR };

    it('uses it to decide when the first poll after a restart is due', async () => {
      boot(EVERY);
      await its.harness.pass(1000);
      await its.harness.end();
      boot(EVERY);
      its.harness.clock.setSystemTime(NOW + 21 * MINUTE);
      await its.harness.pass(39 * MINUTE);
      assert.equal(its.stream.polls, 1);
      await its.harness.pass(1000);
      assert.equal(its.stream.polls, 2);
    });

    it('shows it after a restart, with the next one, instead of the wait for a first poll', async () => {
      boot(EVERY);
      await its.harness.settle();
      assert.deepEqual(its.harness.state, { kind: 'starting' });
      await its.harness.pass(1000);
      // Each harness has a clock that begins at NOW.
      await restart(EVERY);
      assert.deepEqual(its.harness.state, { kind: 'resting', polledAt: NOW + 1000, nextAt: NOW + HOUR });
      await restart({ everyMs: 0 });
      assert.deepEqual(its.harness.state, { kind: 'resting', polledAt: NOW + 1000, nextAt: undefined });
      await runCommand({ action: 'pause' });
      await restart(EVERY);
      assert.deepEqual(its.harness.state, { kind: 'paused' });
    });

    it('has none for a type that was added: that type starts without delay', async () => {
      boot(EVERY);
      await its.harness.pass(1000);
      await its.harness.end();
      const added = new TimedStream('b');
      added.end = 5;
      boot(EVERY, [its.stream, added]);
      await its.harness.pass(1000);
      assert.deepEqual([its.stream.polls, added.polls], [2, 1]);
    });

    it('has none while a poll is under way: an interrupted poll is repeated at once', async () => {
      boot(EVERY);
      await its.harness.pass(1000);
      its.stream.end = 40;
      its.stream.before = (at, { signal }) => (at === 30 ? aborted(signal) : undefined);
      const requested = its.harness.source.request({ action: 'poll' });
      await its.harness.settle();
      await its.harness.end();
      await requested;
      its.stream.before = () => undefined;
      boot(EVERY);
      await its.harness.pass(1000);
      assert.deepEqual(its.harness.numbers, range(30, 40));
    });

    it('has none after a poll that failed', async () => {
      its.stream.before = () => {
        throw new MimecastError('MIMECAST_UNAVAILABLE', 'no answer', { transient: true });
      };
      boot(EVERY);
      await its.harness.pass(1000);
      assert.equal(JSON.parse(its.store.text ?? '').source.lastRun, null);
    });
  });

  describe('with a ledger', () => {
    const DAY = 24 * HOUR;

    it('reports it once a day, at the first poll of the next day', async () => {
      its.stream.notices = [{ kind: 'duplicates', count: 1 }];
      boot({ everyMs: HOUR });
      await its.harness.pass(1000);
      its.stream.notices = [];
      its.stream.end = 25;
      await its.harness.pass(11 * HOUR);
      assert.deepEqual(its.harness.kinds('ledger'), []);
      its.stream.end = 30;
      await its.harness.pass(HOUR);
      const [ledger] = its.harness.kinds('ledger');
      assert.ok(ledger?.kind === 'ledger');
      const { day, records, duplicates, pages, gapCount, quarantined, log, type } = ledger;
      assert.deepEqual(
        [day, records, duplicates, pages, gapCount, quarantined, log, type],
        ['2026-11-20', 25, 2, 3, 0, 0, 'siem', 'a'],
      );
      await its.harness.pass(DAY - HOUR);
      assert.equal(its.harness.kinds('ledger').length, 1);
      await its.harness.pass(HOUR);
      const second = its.harness.kinds('ledger')[1];
      assert.ok(second?.kind === 'ledger');
      assert.deepEqual([second.day, second.records], ['2026-11-21', 5]);
    });

    it('reports it after an outage too, before the new day is counted', async () => {
      boot({ everyMs: HOUR });
      await its.harness.pass(1000);
      its.stream.before = () => {
        throw new MimecastError('MIMECAST_UNAVAILABLE', 'no answer', { transient: true });
      };
      await its.harness.pass(13 * HOUR);
      const [ledger] = its.harness.kinds('ledger');
      assert.ok(ledger?.kind === 'ledger');
      assert.deepEqual(
        [ledger.day, ledger.records, its.harness.kinds('ledger').length],
        ['2026-11-20', 20, 1],
      );
    });

    it('keeps one for each type, with the intervals that were read in time', async () => {
      const other = new TimedStream('b');
      other.end = 3;
      boot({ everyMs: 6 * HOUR }, [its.stream, other]);
      await its.harness.pass(13 * HOUR);
      const ledgers = its.harness.kinds('ledger');
      assert.deepEqual(ledgers.map(({ type }) => type).sort(), ['a', 'b']);
      const [first] = ledgers;
      assert.ok(first?.kind === 'ledger');
      assert.deepEqual(first.intervals, [
        { from: new Date(ORIGIN).toISOString(), to: new Date(ORIGIN + 20_000).toISOString() },
      ]);
    });
  });
});
