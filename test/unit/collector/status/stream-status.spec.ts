import assert from 'node:assert/strict';
import { noTotals } from '../../../../nodes/lib/collector/poll/read-and-deliver';
import type { SourceFailure } from '../../../../nodes/lib/collector/poll/poll-failure';
import { Standings } from '../../../../nodes/lib/collector/status/stream-status';
import { CountingStream } from '../../../doubles/counting-stream';

const a = new CountingStream('a');
const b = new CountingStream('b');
const refused: SourceFailure = { code: 'MIMECAST_FORBIDDEN', message: 'x', retryAt: 1000, transient: false };
const down: SourceFailure = { code: 'MIMECAST_UNAVAILABLE', message: 'x', retryAt: 1000, transient: true };

describe('StreamStatuses', () => {
  let standings: Standings;
  const ended = (stream: CountingStream, failure: SourceFailure | undefined): boolean =>
    standings.ended({ stream, totals: noTotals(), failure });
  beforeEach(() => {
    standings = new Standings([a, b]);
  });

  it('has all streams due at first, and those with a temporary failure', () => {
    assert.deepEqual(standings.due(0, false), [a, b]);
    ended(a, down);
    assert.deepEqual(standings.due(0, false), [a, b]);
  });

  it('has a refused stream due at its time, or on request', () => {
    ended(a, refused);
    assert.deepEqual(standings.due(999, false), [b]);
    assert.deepEqual(standings.due(999, true), [a, b]);
    assert.deepEqual(standings.due(1000, false), [a, b]);
  });

  it('lists failures until the stream recovers', () => {
    ended(a, refused);
    assert.deepEqual([standings.failed, standings.allFailed], [[{ type: 'a', failure: refused }], false]);
    ended(b, down);
    assert.equal(standings.allFailed, true);
    ended(a, undefined);
    assert.deepEqual(
      standings.failed.map(({ type }) => type),
      ['b'],
    );
  });

  it('ranks the worst first, and groups types that fail alike', () => {
    const c = new CountingStream('c');
    const three = new Standings([a, b, c]);
    const totals = noTotals();
    const [forbidden, lost] = [
      { ...refused, short: '403 no permission' },
      { ...down, short: 'connection refused' },
    ];
    three.ended({ stream: a, totals, failure: forbidden });
    three.ended({ stream: b, totals, failure: lost });
    three.ended({ stream: c, totals, failure: { ...lost, retryAt: 2000 } });
    assert.deepEqual(three.worst, [
      { types: ['b', 'c'], failure: lost },
      { types: ['a'], failure: forbidden },
    ]);
    three.ended({ stream: c, totals, failure: { ...down, short: 'certificate expired' } });
    assert.deepEqual(
      three.worst.map(({ types }) => types),
      [['b'], ['c'], ['a']],
    );
  });

  it('keeps a failure while a poll lasts, and ends it with a page', () => {
    standings.troubled(a, down);
    assert.deepEqual(standings.worst, [{ types: ['a'], failure: down }]);
    standings.troubled(a, { ...down, pending: true });
    assert.deepEqual(
      standings.worst,
      [{ types: ['a'], failure: down }],
      'known to be down is not merely slow',
    );
    standings.progress(a, 0, 0);
    assert.deepEqual(standings.worst, []);
    standings.troubled(b, down);
    standings.troubled(b, undefined);
    assert.deepEqual(standings.worst, []);
  });

  it('reports the lag of the stream that is furthest behind', () => {
    assert.equal(standings.lagMs, undefined);
    standings.progress(a, 5000, 0);
    standings.progress(b, 7000, 0);
    assert.equal(standings.lagMs, 7000);
    standings.progress(b, 0, 0);
    assert.equal(standings.lagMs, 5000);
  });

  it('estimates completion by the last stream, from this poll alone', () => {
    assert.equal(standings.doneAt(), undefined);
    for (const stream of [a, b]) standings.progress(stream, 100_000, 0);
    standings.progress(a, 50_000, 10_000);
    standings.progress(b, 80_000, 10_000);
    assert.deepEqual([standings.doneAt(a), standings.doneAt(b)], [20_000, 50_000]);
    assert.deepEqual(standings.progressed, { lagMs: 80_000, doneAt: 50_000 });
    ended(b, undefined);
    assert.deepEqual([standings.doneAt(b), standings.doneAt()], [undefined, 20_000]);
  });
});
