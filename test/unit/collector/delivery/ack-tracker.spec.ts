import assert from 'node:assert/strict';
import { AckTracker, AttemptSet } from '../../../../nodes/lib/collector/delivery/ack-tracker';

/** At its `attempt`th attempt. */
function at(attempt: number, count = 3, acks = 1): AckTracker {
  const tracker = new AckTracker(count, acks);
  while (tracker.attempt < attempt) tracker.nextAttempt();
  return tracker;
}

describe('AckTracker', () => {
  it('is complete when every message was acknowledged, in any order', () => {
    const tracker = at(1);
    for (const index of [2, 0]) assert.equal(tracker.acknowledge(index, 1, 'x'), true);
    assert.deepEqual([tracker.isComplete, tracker.pendingIndexes()], [false, [1]]);
    tracker.acknowledge(1, 1, 'x');
    assert.deepEqual([tracker.isComplete, tracker.pendingIndexes()], [true, []]);
  });

  it('counts each index once', () => {
    const tracker = at(1);
    tracker.acknowledge(0, 1, 'x');
    assert.equal(tracker.acknowledge(0, 1, 'x'), false, 'no news');
    assert.deepEqual(tracker.pendingIndexes(), [1, 2]);
  });

  it('completes the whole batch with one acknowledgement', () => {
    const tracker = at(1);
    assert.equal(tracker.acknowledge('all', 1, 'x'), true);
    assert.equal(tracker.isComplete, true);
  });

  it('ignores an index that it does not have', () => {
    const tracker = at(1);
    assert.equal(tracker.acknowledge(3, 1, 'x'), false);
    assert.equal(tracker.reject(3, 1), false);
    assert.deepEqual(tracker.pendingIndexes(), [0, 1, 2]);
  });

  it('counts a late acknowledgement of an earlier attempt', () => {
    const tracker = at(3, 1);
    tracker.acknowledge(0, 1, 'x');
    assert.equal(tracker.isComplete, true);
  });

  it('ignores a late rejection of an earlier attempt', () => {
    const tracker = at(2, 1);
    assert.equal(tracker.reject(0, 1), false);
    tracker.acknowledge(0, 1, 'x');
    assert.equal(tracker.isComplete, true);
  });

  describe('when the same attempt was rejected and acknowledged', () => {
    it('lets the rejection win if it comes second', () => {
      const tracker = at(1, 1);
      tracker.acknowledge(0, 1, 'x');
      assert.equal(tracker.reject(0, 1), true);
      assert.deepEqual([tracker.isComplete, tracker.pendingIndexes()], [false, [0]]);
    });

    it('lets the rejection win if it comes first', () => {
      const tracker = at(1, 1);
      tracker.reject(0, 1);
      assert.equal(tracker.acknowledge(0, 1, 'x'), false);
      assert.equal(tracker.isComplete, false);
    });

    it('remembers the rejection when later attempts were rejected too', () => {
      const tracker = at(1, 1);
      tracker.reject(0, 1);
      tracker.nextAttempt();
      tracker.reject(0, 2);
      tracker.nextAttempt();
      tracker.acknowledge(0, 1, 'x');
      tracker.acknowledge(0, 2, 'x');
      assert.equal(tracker.isComplete, false);
      tracker.acknowledge(0, 3, 'x');
      assert.equal(tracker.isComplete, true);
    });

    it('counts the late acknowledgement of an attempt that was not rejected, even if a later one was', () => {
      const tracker = at(2, 1);
      tracker.reject(0, 2);
      tracker.acknowledge(0, 1, 'x');
      assert.equal(tracker.isComplete, true);
    });

    it('keeps the acknowledgements of an earlier attempt', () => {
      const tracker = at(1, 2);
      tracker.acknowledge(0, 1, 'x');
      tracker.nextAttempt();
      assert.equal(tracker.reject('all', 2), true, 'for the other message');
      assert.deepEqual(tracker.pendingIndexes(), [1]);
      assert.equal(tracker.reject(0, 2), false);
    });

    it('reports only once that there is something to resend', () => {
      const tracker = at(1);
      assert.deepEqual(
        [tracker.reject(1, 1), tracker.reject(1, 1), tracker.reject(2, 1)],
        [true, false, true],
      );
    });
  });

  describe('with several ack nodes', () => {
    it('waits for as many different ones as configured', () => {
      const tracker = at(1, 1, 2);
      tracker.acknowledge(0, 1, 'x');
      tracker.acknowledge(0, 1, 'x');
      assert.equal(tracker.isComplete, false);
      tracker.acknowledge(0, 1, 'y');
      assert.equal(tracker.isComplete, true);
    });

    it('counts their acknowledgements of different attempts', () => {
      const tracker = at(1, 1, 2);
      tracker.acknowledge(0, 1, 'x');
      tracker.nextAttempt();
      tracker.acknowledge(0, 2, 'y');
      assert.equal(tracker.isComplete, true);
    });

    it('counts an acknowledgement of each node as progress, whatever the other node does', () => {
      const tracker = at(1, 1, 3);
      assert.deepEqual(
        ['x', 'y', 'x'].map((by) => tracker.acknowledge(0, 1, by)),
        [true, true, false],
      );
    });

    it('keeps the acknowledgement of an earlier attempt when its node answers again', () => {
      const tracker = at(1, 1, 2);
      tracker.acknowledge(0, 1, 'x');
      tracker.nextAttempt();
      tracker.acknowledge(0, 2, 'x');
      tracker.reject(0, 2);
      tracker.acknowledge(0, 1, 'y');
      assert.equal(tracker.isComplete, true);
    });

    it('keeps the earlier of two acknowledgements, in any order: a rejection cannot undo it', () => {
      const tracker = at(2, 1, 2);
      tracker.acknowledge(0, 2, 'x');
      tracker.acknowledge(0, 1, 'x');
      tracker.reject(0, 2);
      tracker.acknowledge(0, 1, 'y');
      assert.equal(tracker.isComplete, true);
    });
  });
});

describe('AttemptSet', () => {
  const of = (...all: number[]): AttemptSet => {
    const attempts = new AttemptSet();
    for (const attempt of all) attempts.add(attempt);
    return attempts;
  };
  const known = (attempts: AttemptSet, upTo: number): number[] =>
    Array.from({ length: upTo }, (_, i) => i + 1).filter((attempt) => attempts.has(attempt));

  it('contains what was added and nothing else', () => {
    assert.deepEqual(known(of(1, 2, 2, 5, 9), 10), [1, 2, 5, 9]);
    assert.deepEqual(known(of(), 3), []);
  });

  it('stays small over thousands of attempts, and forgets none', () => {
    const odd = Array.from({ length: 5000 }, (_, i) => 2 * i + 1);
    const attempts = of(...odd);
    assert.ok(odd.every((attempt) => attempts.has(attempt)));
    assert.ok(JSON.stringify(attempts).length < 400);
    assert.equal(attempts.has(9998), false, 'the newest are told apart');
  });
});
