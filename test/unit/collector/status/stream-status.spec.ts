import assert from 'node:assert/strict';
import type { PollFailure } from '../../../../nodes/lib/collector/reports/poll-failure';
import { emptyStats } from '../../../../nodes/lib/collector/reports/poll-report';
import { estimateCompletion, StreamStatuses } from '../../../../nodes/lib/collector/status/stream-status';
import { CountingStream } from '../../../doubles/counting-stream';

const a = new CountingStream('a');
const b = new CountingStream('b');
const refused: PollFailure = { code: 'MIMECAST_FORBIDDEN', message: 'x', retryAt: 1000, transient: false };
const down: PollFailure = { code: 'MIMECAST_UNAVAILABLE', message: 'x', retryAt: 1000, transient: true };

const NOW = 1_000_000_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('StreamStatuses', () => {
  let statuses: StreamStatuses;
  const ended = (stream: CountingStream, failure: PollFailure | undefined): boolean =>
    statuses.recordOutcome({ stream, stats: emptyStats(), failure });
  beforeEach(() => {
    statuses = new StreamStatuses([a, b]);
  });

  it('has all streams due at first, and those with a temporary failure', () => {
    assert.deepEqual(statuses.dueStreams(0, false), [a, b]);
    ended(a, down);
    assert.deepEqual(statuses.dueStreams(0, false), [a, b]);
  });

  it('has a refused stream due at its time, or on request', () => {
    ended(a, refused);
    assert.deepEqual(statuses.dueStreams(999, false), [b]);
    assert.deepEqual(statuses.dueStreams(999, true), [a, b]);
    assert.deepEqual(statuses.dueStreams(1000, false), [a, b]);
  });

  it('lists failures until the stream recovers', () => {
    ended(a, refused);
    assert.deepEqual([statuses.failures, statuses.allFailed], [[{ type: 'a', failure: refused }], false]);
    ended(b, down);
    assert.equal(statuses.allFailed, true);
    ended(a, undefined);
    assert.deepEqual(
      statuses.failures.map(({ type }) => type),
      ['b'],
    );
  });

  it('ranks the worst first, and groups types that fail alike', () => {
    const c = new CountingStream('c');
    const three = new StreamStatuses([a, b, c]);
    const totals = emptyStats();
    const [forbidden, lost] = [
      { ...refused, short: '403 no permission' },
      { ...down, short: 'connection refused' },
    ];
    three.recordOutcome({ stream: a, stats: totals, failure: forbidden });
    three.recordOutcome({ stream: b, stats: totals, failure: lost });
    three.recordOutcome({ stream: c, stats: totals, failure: { ...lost, retryAt: 2000 } });
    assert.deepEqual(three.worstFailures, [
      { types: ['b', 'c'], failure: lost },
      { types: ['a'], failure: forbidden },
    ]);
    three.recordOutcome({ stream: c, stats: totals, failure: { ...down, short: 'certificate expired' } });
    assert.deepEqual(
      three.worstFailures.map(({ types }) => types),
      [['b'], ['c'], ['a']],
    );
  });

  it('keeps a failure while a poll lasts, and ends it with a page', () => {
    statuses.recordTrouble(a, down);
    assert.deepEqual(statuses.worstFailures, [{ types: ['a'], failure: down }]);
    statuses.recordTrouble(a, { ...down, pending: true });
    assert.deepEqual(
      statuses.worstFailures,
      [{ types: ['a'], failure: down }],
      'known to be down is not merely slow',
    );
    statuses.recordProgress(a, 0, 0);
    assert.deepEqual(statuses.worstFailures, []);
    statuses.recordTrouble(b, down);
    statuses.recordTrouble(b, undefined);
    assert.deepEqual(statuses.worstFailures, []);
  });

  it('reports the lag of the stream that is furthest behind', () => {
    assert.equal(statuses.lagMs, undefined);
    statuses.recordProgress(a, 5000, 0);
    statuses.recordProgress(b, 7000, 0);
    assert.equal(statuses.lagMs, 7000);
    statuses.recordProgress(b, 0, 0);
    assert.equal(statuses.lagMs, 5000);
  });

  it('estimates completion by the last stream, from this poll alone', () => {
    assert.equal(statuses.estimatedDoneAt(), undefined);
    for (const stream of [a, b]) statuses.recordProgress(stream, 100_000, 0);
    statuses.recordProgress(a, 50_000, 10_000);
    statuses.recordProgress(b, 80_000, 10_000);
    assert.deepEqual([statuses.estimatedDoneAt(a), statuses.estimatedDoneAt(b)], [20_000, 50_000]);
    assert.deepEqual(statuses.overallProgress, { lagMs: 80_000, doneAt: 50_000 });
    ended(b, undefined);
    assert.deepEqual([statuses.estimatedDoneAt(b), statuses.estimatedDoneAt()], [undefined, 20_000]);
  });
});

describe('estimateCompletion', () => {
  const begin = { lagMs: 76 * HOUR, at: NOW };

  it('follows from the progress so far', () => {
    // A quarter of the way in one minute: three more minutes.
    assert.equal(estimateCompletion(begin, { lagMs: 57 * HOUR, at: NOW + MINUTE }), NOW + 4 * MINUTE);
    assert.equal(estimateCompletion(begin, { lagMs: 0, at: NOW + MINUTE }), NOW + MINUTE);
  });

  it('is unknown at first, because a few seconds do not predict hours', () => {
    assert.equal(estimateCompletion(begin, begin), undefined);
    assert.equal(estimateCompletion(begin, { lagMs: 57 * HOUR, at: NOW + 4999 }), undefined);
  });

  it('is unknown without progress or with negative progress', () => {
    assert.equal(estimateCompletion(begin, { lagMs: 76 * HOUR, at: NOW + MINUTE }), undefined);
    assert.equal(estimateCompletion(begin, { lagMs: 77 * HOUR, at: NOW + MINUTE }), undefined);
  });
});
