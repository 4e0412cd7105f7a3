import assert from 'node:assert/strict';
import {
  describeCursor,
  describeState,
  formatDateTime,
  formatLag,
  formatPositionTime,
  parsePositions,
  type StreamPosition,
} from '../../../nodes/editor/dialogs/position/position-format';

const HOUR = 3_600_000;
const translate = (key: string, values: Record<string, string | number> = {}): string =>
  [key.replace('position.', ''), ...Object.values(values)].join(' ');

const stream = (change: Partial<StreamPosition> = {}): StreamPosition => ({
  type: 'receipt',
  position: { version: 1, cursor: 'abc', finished: 12, partial: 0 },
  ageMs: 125_000,
  lagMs: 12 * 60_000,
  doneAt: undefined,
  waiting: 0,
  problem: undefined,
  ...change,
});
const stateIn = (change: Partial<StreamPosition>): string => {
  const { level, text } = describeState(stream(change), translate);
  return `${level}: ${text}`;
};

describe('The position panel has a text', () => {
  it('for a stream that is up to date', () => {
    assert.equal(stateIn({}), 'good: current');
    assert.equal(formatLag(stream()), '12 min');
  });

  it('for one with a lag of an hour or more, with the estimated completion', () => {
    assert.equal(stateIn({ lagMs: HOUR }), 'busy: behind');
    const doneAt = new Date(Date.now() + 60_000).toISOString();
    assert.match(stateIn({ lagMs: 76 * HOUR, doneAt }), /^busy: behind · done (.+, )?\d\d:\d\d$/);
    assert.equal(formatLag(stream({ lagMs: 76 * HOUR })), '3 d 4 h');
  });

  it('for a state, which has the age of its last reading and no lag', () => {
    assert.equal(stateIn({ position: { readAt: 1, state: 5 }, lagMs: 23 * HOUR }), 'good: current');
  });

  it('for unacknowledged batches', () => {
    assert.equal(stateIn({ waiting: 2 }), 'busy: current · waiting 2');
    assert.equal(stateIn({ waiting: 1, position: undefined }), 'none: unread · waiting 1');
  });

  it('for a stream that could not be read: the reason', () => {
    assert.equal(stateIn({ problem: 'no permission' }), 'bad: no permission');
  });

  it('for a stream that was never read: only known values', () => {
    const never = stream({ position: undefined, ageMs: undefined, lagMs: undefined });
    assert.deepEqual(
      [formatPositionTime(never, 0), formatLag(never), describeCursor(never, translate)],
      ['–', '–', ''],
    );
    const unread = stream({ position: { readAt: null, state: 0 } });
    assert.deepEqual([formatPositionTime(unread, 0), formatLag(unread)], ['–', '–']);
  });

  it('for the place in a log', () => {
    assert.equal(describeCursor(stream(), translate), 'saved 2 min · cursor.token · cursor.finished 12');
    assert.equal(
      describeCursor(stream({ ageMs: 5, position: { cursor: null, partial: 1, finished: 0 } }), translate),
      'savedNow · cursor.date · cursor.partial 1',
    );
    assert.equal(
      describeCursor(stream({ position: { watermark: 1, slice: 10, sweep: null } }), translate),
      'saved 2 min · cursor.slice',
    );
  });

  it('for times: the day only where it is another one', () => {
    const noon = new Date(2026, 10, 20, 12, 0).getTime();
    assert.equal(formatDateTime(noon - HOUR, noon), '11:00');
    assert.match(formatDateTime(noon - 30 * HOUR, noon), /19.*06:00/);
    assert.match(formatDateTime(noon - 400 * 24 * HOUR, noon), /2025/);
  });
});

describe('The data of the position panel', () => {
  it('contains every node of the response, without missing members', () => {
    const [node] = parsePositions({
      nodes: [
        {
          id: 'one',
          name: 'mail',
          paused: true,
          lastRun: null,
          streams: [{ type: 'spam', position: null, waiting: 3, lagMs: null, problem: null }],
        },
      ],
    });
    assert.deepEqual([node?.id, node?.name, node?.paused, node?.lastRun], ['one', 'mail', true, undefined]);
    assert.deepEqual(node?.streams, [
      {
        ...{ type: 'spam', position: undefined, ageMs: undefined, lagMs: undefined, doneAt: undefined },
        ...{ waiting: 3, problem: undefined },
      },
    ]);
  });

  it('is empty for any other response', () => {
    for (const body of [undefined, null, 'text', [], {}, { nodes: 'none' }, { nodes: [1, null] }])
      assert.deepEqual(parsePositions(body), []);
  });
});
