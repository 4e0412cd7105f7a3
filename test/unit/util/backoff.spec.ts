import assert from 'node:assert/strict';
import { addJitter, type BackoffOptions, backoffMs } from '../../../nodes/lib/util/backoff';

const full: BackoffOptions = { base: 1000, cap: 300_000, jitter: 'full' };

describe('Back-off', () => {
  it('doubles from the base', () =>
    assert.deepEqual(
      [1, 2, 3, 4].map((failures) => backoffMs(failures, { ...full, random: () => 1 })),
      [1000, 2000, 4000, 8000],
    ));
  it('ends at the cap', () => assert.equal(backoffMs(40, { ...full, random: () => 1 }), 300_000));
  it('has full jitter', () => {
    assert.equal(backoffMs(4, { ...full, random: () => 0 }), 0);
    assert.equal(backoffMs(4, { ...full, random: () => 0.5 }), 4000);
    assert(backoffMs(1, full) <= 1000);
  });
  it('has equal jitter', () => {
    assert.equal(backoffMs(4, { ...full, jitter: 'equal', random: () => 0 }), 4000);
    assert.equal(backoffMs(4, { ...full, jitter: 'equal', random: () => 0.5 }), 6000);
  });
  it('has no jitter and no cap by default', () => assert.equal(backoffMs(11, { base: 250 }), 256_000));
});

describe('Jitter', () => {
  it('adds up to a fifth', () => {
    assert.equal(
      addJitter(1000, () => 0),
      1000,
    );
    assert.equal(
      addJitter(1000, () => 1),
      1200,
    );
    const waited = addJitter(1000);
    assert(waited >= 1000 && waited <= 1200);
  });
});
