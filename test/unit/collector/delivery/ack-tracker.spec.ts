import assert from 'node:assert/strict';
import { AckTracker, AttemptSet } from '../../../../nodes/lib/collector/delivery/ack-tracker';

/** At its `attempt`th attempt. */
function at(attempt: number, count = 3, acks = 1): AckTracker {
  const settling = new AckTracker(count, acks);
  while (settling.attempt < attempt) settling.nextAttempt();
  return settling;
}

describe('AckTracker', () => {
  it('is complete when every message was acknowledged, in any order', () => {
    const settling = at(1);
    for (const index of [2, 0]) assert.equal(settling.acknowledge(index, 1, 'x'), true);
    assert.deepEqual([settling.isComplete, settling.pendingIndexes()], [false, [1]]);
    settling.acknowledge(1, 1, 'x');
    assert.deepEqual([settling.isComplete, settling.pendingIndexes()], [true, []]);
  });

  it('counts each index once', () => {
    const settling = at(1);
    settling.acknowledge(0, 1, 'x');
    assert.equal(settling.acknowledge(0, 1, 'x'), false, 'no news');
    assert.deepEqual(settling.pendingIndexes(), [1, 2]);
  });

  it('completes the whole batch with one acknowledgement', () => {
    const settling = at(1);
    assert.equal(settling.acknowledge('all', 1, 'x'), true);
    assert.equal(settling.isComplete, true);
  });

  it('ignores an index that it does not have', () => {
    const settling = at(1);
    assert.equal(settling.acknowledge(3, 1, 'x'), false);
    assert.equal(settling.reject(3, 1), false);
    assert.deepEqual(settling.pendingIndexes(), [0, 1, 2]);
  });

  it('counts a late acknowledgement of an earlier attempt', () => {
    const settling = at(3, 1);
    settling.acknowledge(0, 1, 'x');
    assert.equal(settling.isComplete, true);
  });

  it('ignores a late rejection of an earlier attempt', () => {
    const settling = at(2, 1);
    assert.equal(settling.reject(0, 1), false);
    settling.acknowledge(0, 1, 'x');
    assert.equal(settling.isComplete, true);
  });

  describe('when the same attempt was rejected and acknowledged', () => {
    it('lets the rejection win if it comes second', () => {
      const settling = at(1, 1);
      settling.acknowledge(0, 1, 'x');
      assert.equal(settling.reject(0, 1), true);
      assert.deepEqual([settling.isComplete, settling.pendingIndexes()], [false, [0]]);
    });

    it('lets the rejection win if it comes first', () => {
      const settling = at(1, 1);
      settling.reject(0, 1);
      assert.equal(settling.acknowledge(0, 1, 'x'), false);
      assert.equal(settling.isComplete, false);
    });

    it('remembers the rejection when later attempts were rejected too', () => {
      const settling = at(1, 1);
      settling.reject(0, 1);
      settling.nextAttempt();
      settling.reject(0, 2);
      settling.nextAttempt();
      settling.acknowledge(0, 1, 'x');
      settling.acknowledge(0, 2, 'x');
      assert.equal(settling.isComplete, false);
      settling.acknowledge(0, 3, 'x');
      assert.equal(settling.isComplete, true);
    });

    it('counts the late acknowledgement of an attempt that was not rejected, even if a later one was', () => {
      const settling = at(2, 1);
      settling.reject(0, 2);
      settling.acknowledge(0, 1, 'x');
      assert.equal(settling.isComplete, true);
    });

    it('keeps the acknowledgements of an earlier attempt', () => {
      const settling = at(1, 2);
      settling.acknowledge(0, 1, 'x');
      settling.nextAttempt();
      assert.equal(settling.reject('all', 2), true, 'for the other message');
      assert.deepEqual(settling.pendingIndexes(), [1]);
      assert.equal(settling.reject(0, 2), false);
    });

    it('reports only once that there is something to resend', () => {
      const settling = at(1);
      assert.deepEqual(
        [settling.reject(1, 1), settling.reject(1, 1), settling.reject(2, 1)],
        [true, false, true],
      );
    });
  });

  describe('with several ack nodes', () => {
    it('waits for as many different ones as configured', () => {
      const settling = at(1, 1, 2);
      settling.acknowledge(0, 1, 'x');
      settling.acknowledge(0, 1, 'x');
      assert.equal(settling.isComplete, false);
      settling.acknowledge(0, 1, 'y');
      assert.equal(settling.isComplete, true);
    });

    it('counts their acknowledgements of different attempts', () => {
      const settling = at(1, 1, 2);
      settling.acknowledge(0, 1, 'x');
      settling.nextAttempt();
      settling.acknowledge(0, 2, 'y');
      assert.equal(settling.isComplete, true);
    });

    it('counts an acknowledgement of each node as progress: a moving sink is alive, whatever the other does', () => {
      const settling = at(1, 1, 3);
      assert.deepEqual(
        ['x', 'y', 'x'].map((by) => settling.acknowledge(0, 1, by)),
        [true, true, false],
      );
    });

    it('keeps the acknowledgement of an earlier attempt when its node answers again', () => {
      const settling = at(1, 1, 2);
      settling.acknowledge(0, 1, 'x');
      settling.nextAttempt();
      settling.acknowledge(0, 2, 'x');
      settling.reject(0, 2);
      settling.acknowledge(0, 1, 'y');
      assert.equal(settling.isComplete, true);
    });

    it('keeps the earlier of two acknowledgements, in any order: a rejection cannot undo it', () => {
      const settling = at(2, 1, 2);
      settling.acknowledge(0, 2, 'x');
      settling.acknowledge(0, 1, 'x');
      settling.reject(0, 2);
      settling.acknowledge(0, 1, 'y');
      assert.equal(settling.isComplete, true);
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
