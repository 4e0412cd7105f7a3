import assert from 'node:assert/strict';
import { Attempts } from '../../../nodes/lib/shipping/attempts';
import { Settling } from '../../../nodes/lib/shipping/settling';

/** At its `attempt`th attempt. */
function at(attempt: number, count = 3, acks = 1): Settling {
  const settling = new Settling(count, acks);
  while (settling.attempt < attempt) settling.nextAttempt();
  return settling;
}

describe('Settling', () => {
  it('is settled when every message was acknowledged, in whatever order', () => {
    const settling = at(1);
    for (const index of [2, 0]) assert.equal(settling.acknowledge(index, 1, 'x'), true);
    assert.deepEqual([settling.allSettled, settling.unsettled()], [false, [1]]);
    settling.acknowledge(1, 1, 'x');
    assert.deepEqual([settling.allSettled, settling.unsettled()], [true, []]);
  });

  it('counts each index once', () => {
    const settling = at(1);
    settling.acknowledge(0, 1, 'x');
    assert.equal(settling.acknowledge(0, 1, 'x'), false, 'no news');
    assert.deepEqual(settling.unsettled(), [1, 2]);
  });

  it('settles all of a batch with one answer', () => {
    const settling = at(1);
    assert.equal(settling.acknowledge('all', 1, 'x'), true);
    assert.equal(settling.allSettled, true);
  });

  it('takes no notice of an index that it does not have', () => {
    const settling = at(1);
    assert.equal(settling.acknowledge(3, 1, 'x'), false);
    assert.equal(settling.reject(3, 1), false);
    assert.deepEqual(settling.unsettled(), [0, 1, 2]);
  });

  it('counts a late acknowledgement of an earlier attempt', () => {
    const settling = at(3, 1);
    settling.acknowledge(0, 1, 'x');
    assert.equal(settling.allSettled, true);
  });

  it('does not count a late rejection of an earlier attempt', () => {
    const settling = at(2, 1);
    assert.equal(settling.reject(0, 1), false);
    settling.acknowledge(0, 1, 'x');
    assert.equal(settling.allSettled, true);
  });

  describe('when the same attempt was rejected and acknowledged', () => {
    it('lets the rejection win that comes second', () => {
      const settling = at(1, 1);
      settling.acknowledge(0, 1, 'x');
      assert.equal(settling.reject(0, 1), true);
      assert.deepEqual([settling.allSettled, settling.unsettled()], [false, [0]]);
    });

    it('lets the rejection win that comes first', () => {
      const settling = at(1, 1);
      settling.reject(0, 1);
      assert.equal(settling.acknowledge(0, 1, 'x'), false);
      assert.equal(settling.allSettled, false);
    });

    it('remembers it when later attempts were rejected too', () => {
      const settling = at(1, 1);
      settling.reject(0, 1);
      settling.nextAttempt();
      settling.reject(0, 2);
      settling.nextAttempt();
      settling.acknowledge(0, 1, 'x');
      settling.acknowledge(0, 2, 'x');
      assert.equal(settling.allSettled, false);
      settling.acknowledge(0, 3, 'x');
      assert.equal(settling.allSettled, true);
    });

    it('counts the late acknowledgement of an attempt that was not rejected, though a later one was', () => {
      const settling = at(2, 1);
      settling.reject(0, 2);
      settling.acknowledge(0, 1, 'x');
      assert.equal(settling.allSettled, true);
    });

    it('keeps what was acknowledged in an earlier attempt', () => {
      const settling = at(1, 2);
      settling.acknowledge(0, 1, 'x');
      settling.nextAttempt();
      assert.equal(settling.reject('all', 2), true, 'for the other message');
      assert.deepEqual(settling.unsettled(), [1]);
      assert.equal(settling.reject(0, 2), false);
    });

    it('says only once that there is something to send again', () => {
      const settling = at(1);
      assert.deepEqual(
        [settling.reject(1, 1), settling.reject(1, 1), settling.reject(2, 1)],
        [true, false, true],
      );
    });
  });

  describe('with several ack nodes', () => {
    it('waits for as many different ones as were asked for', () => {
      const settling = at(1, 1, 2);
      settling.acknowledge(0, 1, 'x');
      settling.acknowledge(0, 1, 'x');
      assert.equal(settling.allSettled, false);
      settling.acknowledge(0, 1, 'y');
      assert.equal(settling.allSettled, true);
    });

    it('counts their answers of different attempts', () => {
      const settling = at(1, 1, 2);
      settling.acknowledge(0, 1, 'x');
      settling.nextAttempt();
      settling.acknowledge(0, 2, 'y');
      assert.equal(settling.allSettled, true);
    });

    it('calls the answer of each of them news: a sink that moves is alive, whatever the other does', () => {
      const settling = at(1, 1, 3);
      assert.deepEqual(
        ['x', 'y', 'x'].map((by) => settling.acknowledge(0, 1, by)),
        [true, true, false],
      );
    });

    it('keeps the acknowledgement of an earlier attempt when the node that gave it answers again', () => {
      const settling = at(1, 1, 2);
      settling.acknowledge(0, 1, 'x');
      settling.nextAttempt();
      settling.acknowledge(0, 2, 'x');
      settling.reject(0, 2);
      settling.acknowledge(0, 1, 'y');
      assert.equal(settling.allSettled, true);
    });

    it('takes the earlier of two acknowledgements, in whatever order they come: a rejection can not undo it', () => {
      const settling = at(2, 1, 2);
      settling.acknowledge(0, 2, 'x');
      settling.acknowledge(0, 1, 'x');
      settling.reject(0, 2);
      settling.acknowledge(0, 1, 'y');
      assert.equal(settling.allSettled, true);
    });
  });
});

describe('Attempts', () => {
  const of = (...all: number[]): Attempts => {
    const attempts = new Attempts();
    for (const attempt of all) attempts.add(attempt);
    return attempts;
  };
  const known = (attempts: Attempts, upTo: number): number[] =>
    Array.from({ length: upTo }, (_, i) => i + 1).filter((attempt) => attempts.has(attempt));

  it('has what was added and nothing else', () => {
    assert.deepEqual(known(of(1, 2, 2, 5, 9), 10), [1, 2, 5, 9]);
    assert.deepEqual(known(of(), 3), []);
  });

  it('stays small over thousands of them, and forgets none', () => {
    const odd = Array.from({ length: 5000 }, (_, i) => 2 * i + 1);
    const attempts = of(...odd);
    assert.ok(odd.every((attempt) => attempts.has(attempt)));
    assert.ok(JSON.stringify(attempts).length < 400);
    assert.equal(attempts.has(9998), false, 'the newest are told apart');
  });
});
