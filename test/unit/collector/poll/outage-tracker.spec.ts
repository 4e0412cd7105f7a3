import assert from 'node:assert/strict';
import { OutageTracker } from '../../../../nodes/lib/collector/poll/outage-tracker';

describe('OutageTracker', () => {
  it('reports a start once for the node, and once for each stream', () => {
    const outages = new OutageTracker();
    assert.deepEqual(outages.recordFailure('a', 'X', 1), { newForStream: true, newForNode: true });
    assert.deepEqual(outages.recordFailure('a', 'X', 2), { newForStream: false, newForNode: false });
    assert.deepEqual(outages.recordFailure('b', 'X', 3), { newForStream: true, newForNode: false });
  });

  it('starts another outage for another code, dated from the first failure of the stream', () => {
    const outages = new OutageTracker();
    outages.recordFailure('a', 'X', 1);
    assert.deepEqual(outages.recordFailure('a', 'Y', 5), { newForStream: true, newForNode: true });
    assert.deepEqual(outages.recordSuccess('a'), { since: 1, lastStream: true, code: 'Y' });
  });

  it('ends for the node when the last stream recovers', () => {
    const outages = new OutageTracker();
    outages.recordFailure('a', 'X', 1);
    outages.recordFailure('b', 'X', 2);
    assert.deepEqual(outages.recordSuccess('a'), { since: 1, lastStream: false, code: 'X' });
    assert.deepEqual(outages.recordSuccess('b'), { since: 2, lastStream: true, code: 'X' });
  });

  it('reports the end once, and nothing for a stream without an outage', () => {
    const outages = new OutageTracker();
    assert.equal(outages.recordSuccess('a'), undefined);
    outages.recordFailure('a', 'X', 1);
    outages.recordSuccess('a');
    assert.equal(outages.recordSuccess('a'), undefined);
  });

  it('reports a new start after the end', () => {
    const outages = new OutageTracker();
    outages.recordFailure('a', 'X', 1);
    outages.recordSuccess('a');
    assert.deepEqual(outages.recordFailure('a', 'X', 9), { newForStream: true, newForNode: true });
  });
});
