import assert from 'node:assert/strict';
import {
  cursorOf,
  lagOf,
  moment,
  type StreamStand,
  standsIn,
  stateOf,
  timeOf,
} from '../../../nodes/editor/parts/position-view';

const HOUR = 3_600_000;
const translate = (key: string, values: Record<string, string | number> = {}): string =>
  [key.replace('position.', ''), ...Object.values(values)].join(' ');

const stream = (change: Partial<StreamStand> = {}): StreamStand => ({
  type: 'receipt',
  position: { version: 1, cursor: 'abc', finished: 12, partial: 0 },
  ageMs: 125_000,
  lagMs: 12 * 60_000,
  doneAt: undefined,
  waiting: 0,
  problem: undefined,
  ...change,
});
const stateIn = (change: Partial<StreamStand>): string => {
  const { level, text } = stateOf(stream(change), translate);
  return `${level}: ${text}`;
};

describe('what the position panel says', () => {
  it('of a stream that has read all there is', () => {
    assert.equal(stateIn({}), 'good: current');
    assert.equal(lagOf(stream()), '12 min');
  });

  it('of one that is an hour behind or more, with the time when that will be over', () => {
    assert.equal(stateIn({ lagMs: HOUR }), 'busy: behind');
    const doneAt = new Date(Date.now() + 60_000).toISOString();
    assert.match(stateIn({ lagMs: 76 * HOUR, doneAt }), /^busy: behind · done (.+, )?\d\d:\d\d$/);
    assert.equal(lagOf(stream({ lagMs: 76 * HOUR })), '3 d 4 h');
  });

  it('of a state, which is as old as its last reading and never behind', () => {
    assert.equal(stateIn({ position: { readAt: 1, state: 5 }, lagMs: 23 * HOUR }), 'good: current');
  });

  it('of what waits for an acknowledgement', () => {
    assert.equal(stateIn({ waiting: 2 }), 'busy: current · waiting 2');
    assert.equal(stateIn({ waiting: 1, position: undefined }), 'none: unread · waiting 1');
  });

  it('of what could not be read: why', () => {
    assert.equal(stateIn({ problem: 'no permission' }), 'bad: no permission');
  });

  it('of what was never read: nothing that it does not know', () => {
    const never = stream({ position: undefined, ageMs: undefined, lagMs: undefined });
    assert.deepEqual([timeOf(never, 0), lagOf(never), cursorOf(never, translate)], ['–', '–', '']);
    const begun = stream({ position: { readAt: null, state: 0 } });
    assert.deepEqual([timeOf(begun, 0), lagOf(begun)], ['–', '–']);
  });

  it('of where in its log it is', () => {
    assert.equal(cursorOf(stream(), translate), 'saved 2 min · cursor.token · cursor.finished 12');
    assert.equal(
      cursorOf(stream({ ageMs: 5, position: { cursor: null, partial: 1, finished: 0 } }), translate),
      'savedNow · cursor.date · cursor.partial 1',
    );
    assert.equal(
      cursorOf(stream({ position: { watermark: 1, slice: 10, sweep: null } }), translate),
      'saved 2 min · cursor.slice',
    );
  });

  it('of times: the day only where it is another one', () => {
    const noon = new Date(2026, 10, 20, 12, 0).getTime();
    assert.equal(moment(noon - HOUR, noon), '11:00');
    assert.match(moment(noon - 30 * HOUR, noon), /19.*06:00/);
    assert.match(moment(noon - 400 * 24 * HOUR, noon), /2025/);
  });
});

describe('what the position panel reads', () => {
  it('is every node of the answer, with what is missing left out', () => {
    const [node] = standsIn({
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

  it('is nothing where the answer is something else', () => {
    for (const body of [undefined, null, 'text', [], {}, { nodes: 'none' }, { nodes: [1, null] }])
      assert.deepEqual(standsIn(body), []);
  });
});
