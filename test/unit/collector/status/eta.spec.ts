import assert from 'node:assert/strict';
import { estimateCompletion } from '../../../../nodes/lib/collector/status/eta';

const NOW = 1_000_000_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('estimateCompletion', () => {
  const begin = { lagMs: 76 * HOUR, at: NOW };

  it('follows from the progress so far', () => {
    // A quarter of the way in one minute: three more minutes.
    assert.equal(estimateCompletion(begin, { lagMs: 57 * HOUR, at: NOW + MINUTE }), NOW + 4 * MINUTE);
    assert.equal(estimateCompletion(begin, { lagMs: 0, at: NOW + MINUTE }), NOW + MINUTE);
  });

  it('is unknown at first: one second does not predict hours', () => {
    assert.equal(estimateCompletion(begin, begin), undefined);
    assert.equal(estimateCompletion(begin, { lagMs: 57 * HOUR, at: NOW + 4999 }), undefined);
  });

  it('is unknown without progress or with negative progress', () => {
    assert.equal(estimateCompletion(begin, { lagMs: 76 * HOUR, at: NOW + MINUTE }), undefined);
    assert.equal(estimateCompletion(begin, { lagMs: 77 * HOUR, at: NOW + MINUTE }), undefined);
  });
});
