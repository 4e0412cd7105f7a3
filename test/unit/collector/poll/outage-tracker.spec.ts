import assert from 'node:assert/strict';
import { Outages } from '../../../../nodes/lib/collector/poll/outage-tracker';

describe('OutageTracker', () => {
  it('reports a start once for the node, and once for each stream', () => {
    const outages = new Outages();
    assert.deepEqual(outages.failed('a', 'X', 1), { newForStream: true, newForNode: true });
    assert.deepEqual(outages.failed('a', 'X', 2), { newForStream: false, newForNode: false });
    assert.deepEqual(outages.failed('b', 'X', 3), { newForStream: true, newForNode: false });
  });

  it('starts another outage for another code, dated from the first failure of the stream', () => {
    const outages = new Outages();
    outages.failed('a', 'X', 1);
    assert.deepEqual(outages.failed('a', 'Y', 5), { newForStream: true, newForNode: true });
    assert.deepEqual(outages.succeeded('a'), { since: 1, overForNode: true, code: 'Y' });
  });

  it('ends for the node when the last stream recovers', () => {
    const outages = new Outages();
    outages.failed('a', 'X', 1);
    outages.failed('b', 'X', 2);
    assert.deepEqual(outages.succeeded('a'), { since: 1, overForNode: false, code: 'X' });
    assert.deepEqual(outages.succeeded('b'), { since: 2, overForNode: true, code: 'X' });
  });

  it('reports the end once, and nothing for a stream without an outage', () => {
    const outages = new Outages();
    assert.equal(outages.succeeded('a'), undefined);
    outages.failed('a', 'X', 1);
    outages.succeeded('a');
    assert.equal(outages.succeeded('a'), undefined);
  });

  it('reports a new start after the end', () => {
    const outages = new Outages();
    outages.failed('a', 'X', 1);
    outages.succeeded('a');
    assert.deepEqual(outages.failed('a', 'X', 9), { newForStream: true, newForNode: true });
  });
});
