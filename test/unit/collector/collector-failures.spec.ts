import assert from 'node:assert/strict';
import { MimecastError } from '../../../nodes/lib/contracts/errors';
import { MemoryCheckpointStore } from '../../doubles/memory-checkpoint-store';
import { HOUR, MINUTE } from './support/collector-harness';
import { upTo, useTwoStreams } from './support/two-streams';

const down = (): MimecastError => new MimecastError('MIMECAST_UNAVAILABLE', 'no answer', { transient: true });
const forbidden = (): MimecastError =>
  new MimecastError('MIMECAST_FORBIDDEN', 'no permission', { status: 403 });

describe('Collector', () => {
  const its = useTwoStreams();
  const { start } = its;

  describe('when something fails', () => {
    it('continues with the other streams', async () => {
      its.a.before = () => {
        throw forbidden();
      };
      its.b.end = 25;
      start();
      await its.harness.pass(1000);
      assert.deepEqual(its.harness.numbers, upTo(25));
      assert.ok(its.harness.state?.kind === 'idle');
      assert.deepEqual(
        [its.harness.state.failed, its.harness.state.failure?.code],
        [['a'], 'MIMECAST_FORBIDDEN'],
      );
    });

    it('skips a refused stream for an hour, except on request', async () => {
      its.a.before = () => {
        throw forbidden();
      };
      start();
      await its.harness.pass(1000);
      await its.harness.pass(55 * MINUTE);
      assert.deepEqual([its.a.polls, its.b.polls], [1, 12]);
      const requested = its.harness.source.request({ action: 'poll' });
      await its.harness.settle();
      await requested;
      assert.equal(its.a.polls, 2);
      await its.harness.pass(61 * MINUTE);
      assert.equal(its.a.polls, 3);
    });

    it('reports an outage once, and its end once', async () => {
      its.a.before = its.b.before = () => {
        throw down();
      };
      start();
      await its.harness.pass(1000);
      await its.harness.pass(30 * MINUTE);
      assert.ok(its.a.polls > 5);
      assert.equal(its.harness.errors.length, 1, 'one error for the node');
      assert.deepEqual(
        its.harness
          .kinds('failed')
          .map(({ type }) => type)
          .toSorted(),
        ['a', 'b'],
      );
      assert.equal(its.harness.state?.kind, 'failed');
      its.a.before = its.b.before = () => undefined;
      await its.harness.pass(10 * MINUTE);
      assert.deepEqual(
        its.harness
          .kinds('recovered')
          .map((report) => report.kind === 'recovered' && [report.type, report.since])
          .toSorted(),
        [
          ['a', '2026-11-20T12:00:01.000Z'],
          ['b', '2026-11-20T12:00:01.000Z'],
        ],
      );
      assert.equal(its.harness.logs.filter((line) => line.startsWith('recovered')).length, 1);
      assert.equal(its.harness.state?.kind, 'idle');
    });

    it('retries sooner than a long interval after a temporary failure, with growing delays', async () => {
      its.a.before = () => {
        throw down();
      };
      start({ everyMs: 24 * HOUR });
      await its.harness.pass(1000);
      await its.harness.pass(MINUTE);
      assert.equal(its.a.polls, 2);
      await its.harness.pass(2 * HOUR);
      assert.ok(its.a.polls > 20 && its.a.polls < 60, `${its.a.polls} polls in two hours`);
    });

    it('keeps what was delivered before the failure', async () => {
      its.a.end = 25;
      its.a.before = (at) => {
        if (at === 20) throw down();
      };
      start();
      await its.harness.pass(1000);
      assert.deepEqual(its.harness.numbers, upTo(20));
      const poll = its.harness.kinds('poll').find(({ type }) => type === 'a');
      assert.ok(poll?.kind === 'poll');
      assert.deepEqual([poll.records, poll.complete], [20, false]);
      its.a.before = () => undefined;
      await its.harness.pass(5 * MINUTE);
      assert.deepEqual(its.harness.numbers, upTo(25));
    });

    it('survives an unexpected error, and a flow that throws', async () => {
      its.a.end = 5;
      start();
      its.harness.onMessage = () => {
        throw new TypeError('x is not a function');
      };
      await its.harness.pass(1000);
      assert.equal(its.harness.errors.length, 1);
      its.harness.onMessage = () => undefined;
      await its.harness.pass(5 * MINUTE);
      assert.deepEqual(its.harness.numbers.slice(1), upTo(5));
    });

    it('reports the end of the poll for each stream when there is no client, and recovers', async () => {
      start();
      const client = its.harness.client;
      its.harness.client = async () => {
        throw new MimecastError('MIMECAST_AUTH', 'wrong secret');
      };
      await its.harness.pass(1000);
      assert.deepEqual([its.harness.errors.length, its.harness.kinds('failed').length], [1, 2]);
      assert.deepEqual(
        its.harness
          .kinds('poll')
          .map((report) => report.kind === 'poll' && [report.type, report.records, report.complete]),
        [
          ['a', 0, false],
          ['b', 0, false],
        ],
      );
      assert.ok(its.harness.state?.kind === 'failed' && its.harness.state.failure.code === 'MIMECAST_AUTH');
      await its.harness.pass(20 * MINUTE);
      assert.equal(its.harness.errors.length, 1);
      its.harness.client = client;
      await its.harness.pass(5 * MINUTE);
      assert.equal(its.harness.kinds('recovered').length, 2);
    });
  });

  describe('when positions cannot be saved', () => {
    it('hands nothing over when the failure is known from the start', async () => {
      its.a.end = 25;
      const store = new MemoryCheckpointStore();
      store.failure = new Error('EROFS: read-only file system');
      start({}, store);
      await its.harness.pass(1000);
      assert.equal(its.harness.messages.length, 0);
      assert.match(String(its.harness.errors[0]?.message), /position can't be saved: EROFS/);
      store.failure = undefined;
      await its.harness.pass(5 * MINUTE);
      assert.deepEqual(its.harness.numbers, upTo(25));
    });

    it('stops handing over on a full disk, reports it once, and continues when there is space', async () => {
      its.a.end = 100;
      start();
      its.harness.onMessage = () => {
        if (its.harness.messages.length === 15)
          its.harness.store.failure = new Error('ENOSPC: no space left on device');
      };
      await its.harness.pass(1000);
      const handedOver = its.harness.messages.length;
      assert.ok(handedOver <= 30, `${handedOver} handed over`);
      await its.harness.pass(30 * MINUTE);
      assert.equal(its.harness.messages.length, handedOver);
      assert.equal(its.harness.errors.length, 1);
      assert.ok(
        its.harness.errors[0] instanceof MimecastError && its.harness.errors[0].code === 'MIMECAST_CONFIG',
      );
      its.harness.store.failure = undefined;
      await its.harness.pass(10 * MINUTE);
      assert.deepEqual(its.harness.numbers, upTo(100), 'nothing lost, nothing twice');
      assert.match(its.harness.store.text ?? '', /"at":100/);
    });

    it('starts at the retention limit, and says so once, when the saved positions are damaged', async () => {
      start({}, new MemoryCheckpointStore('damaged'));
      await its.harness.pass(1000);
      assert.deepEqual(
        its.harness
          .kinds('rewind')
          .map(({ type }) => type)
          .toSorted(),
        ['a', 'b'],
      );
      await its.harness.pass(5 * MINUTE);
      assert.equal(its.harness.kinds('rewind').length, 2);
    });
  });
});
