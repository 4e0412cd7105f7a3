import assert from 'node:assert/strict';
import type { PollFailure } from '../../../../nodes/lib/collector/poll/poll-failure';
import { emptyStats } from '../../../../nodes/lib/collector/poll/read-and-deliver';
import { StreamStatuses } from '../../../../nodes/lib/collector/status/stream-status';
import { CountingStream } from '../../../doubles/counting-stream';

const a = new CountingStream('a');
const b = new CountingStream('b');
const refused: PollFailure = { code: 'MIMECAST_FORBIDDEN', message: 'x', retryAt: 1000, transient: false };
const down: PollFailure = { code: 'MIMECAST_UNAVAILABLE', message: 'x', retryAt: 1000, transient: true };

describe('StreamStatuses', () => {
  let standings: StreamStatuses;
  const ended = (stream: CountingStream, failure: PollFailure | undefined): boolean =>
    standings.recordOutcome({ stream, stats: emptyStats(), failure });
  beforeEach(() => {
    standings = new StreamStatuses([a, b]);
  });

  it('has all streams due at first, and those with a temporary failure', () => {
    assert.deepEqual(standings.dueStreams(0, false), [a, b]);
    ended(a, down);
    assert.deepEqual(standings.dueStreams(0, false), [a, b]);
  });

  it('has a refused stream due at its time, or on request', () => {
    ended(a, refused);
    assert.deepEqual(standings.dueStreams(999, false), [b]);
    assert.deepEqual(standings.dueStreams(999, true), [a, b]);
    assert.deepEqual(standings.dueStreams(1000, false), [a, b]);
  });

  it('lists failures until the stream recovers', () => {
    ended(a, refused);
    assert.deepEqual([standings.failures, standings.allFailed], [[{ type: 'a', failure: refused }], false]);
    ended(b, down);
    assert.equal(standings.allFailed, true);
    ended(a, undefined);
    assert.deepEqual(
      standings.failures.map(({ type }) => type),
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
    standings.recordTrouble(a, down);
    assert.deepEqual(standings.worstFailures, [{ types: ['a'], failure: down }]);
    standings.recordTrouble(a, { ...down, pending: true });
    assert.deepEqual(
      standings.worstFailures,
      [{ types: ['a'], failure: down }],
      'known to be down is not merely slow',
    );
    standings.recordProgress(a, 0, 0);
    assert.deepEqual(standings.worstFailures, []);
    standings.recordTrouble(b, down);
    standings.recordTrouble(b, undefined);
    assert.deepEqual(standings.worstFailures, []);
  });

  it('reports the lag of the stream that is furthest behind', () => {
    assert.equal(standings.lagMs, undefined);
    standings.recordProgress(a, 5000, 0);
    standings.recordProgress(b, 7000, 0);
    assert.equal(standings.lagMs, 7000);
    standings.recordProgress(b, 0, 0);
    assert.equal(standings.lagMs, 5000);
  });

  it('estimates completion by the last stream, from this poll alone', () => {
    assert.equal(standings.estimatedDoneAt(), undefined);
    for (const stream of [a, b]) standings.recordProgress(stream, 100_000, 0);
    standings.recordProgress(a, 50_000, 10_000);
    standings.recordProgress(b, 80_000, 10_000);
    assert.deepEqual([standings.estimatedDoneAt(a), standings.estimatedDoneAt(b)], [20_000, 50_000]);
    assert.deepEqual(standings.overallProgress, { lagMs: 80_000, doneAt: 50_000 });
    ended(b, undefined);
    assert.deepEqual([standings.estimatedDoneAt(b), standings.estimatedDoneAt()], [undefined, 20_000]);
  });
});
