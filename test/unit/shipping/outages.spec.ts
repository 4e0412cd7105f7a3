import assert from 'node:assert/strict';
import { Outages } from '../../../nodes/lib/shipping/outages';

describe('Outages', () => {
  it('is new for the node once, and for each stream once', () => {
    const outages = new Outages();
    assert.deepEqual(outages.failed('a', 'X', 1), { newForStream: true, newForNode: true });
    assert.deepEqual(outages.failed('a', 'X', 2), { newForStream: false, newForNode: false });
    assert.deepEqual(outages.failed('b', 'X', 3), { newForStream: true, newForNode: false });
  });

  it('is another outage with another code, which began when the stream first failed', () => {
    const outages = new Outages();
    outages.failed('a', 'X', 1);
    assert.deepEqual(outages.failed('a', 'Y', 5), { newForStream: true, newForNode: true });
    assert.deepEqual(outages.succeeded('a'), { since: 1, overForNode: true, code: 'Y' });
  });

  it('is over for the node when the last stream is well', () => {
    const outages = new Outages();
    outages.failed('a', 'X', 1);
    outages.failed('b', 'X', 2);
    assert.deepEqual(outages.succeeded('a'), { since: 1, overForNode: false, code: 'X' });
    assert.deepEqual(outages.succeeded('b'), { since: 2, overForNode: true, code: 'X' });
  });

  it('tells the end once, and nothing of a stream that was well', () => {
    const outages = new Outages();
    assert.equal(outages.succeeded('a'), undefined);
    outages.failed('a', 'X', 1);
    outages.succeeded('a');
    assert.equal(outages.succeeded('a'), undefined);
  });

  it('is new again after its end', () => {
    const outages = new Outages();
    outages.failed('a', 'X', 1);
    outages.succeeded('a');
    assert.deepEqual(outages.failed('a', 'X', 9), { newForStream: true, newForNode: true });
  });
});
