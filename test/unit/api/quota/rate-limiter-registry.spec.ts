import assert from 'node:assert/strict';
import { acquireRateLimiter } from '../../../../nodes/lib/api/quota/rate-limiter-registry';
import { REGION_ORIGINS } from '../../../../nodes/lib/properties/values/regions';
import { type Clock, fakeClock } from '../support/clock';
import { MINUTE } from '../support/rate-limiter-harness';

describe('The shared rate limiter', () => {
  let clock: Clock;
  beforeEach(() => {
    clock = fakeClock();
  });
  afterEach(() => clock.uninstall());

  it('is one per application and host', () => {
    const one = acquireRateLimiter('id', 'https://a.example');
    const same = acquireRateLimiter('id', 'https://a.example');
    const others = [
      acquireRateLimiter('other', 'https://a.example'),
      acquireRateLimiter('id', 'https://b.example'),
    ];
    assert.equal(one.rateLimiter, same.rateLimiter);
    for (const other of others) assert.notEqual(one.rateLimiter, other.rateLimiter);
    for (const shared of [one, same, ...others]) shared.release();
  });

  it('is one per application, whatever region its accounts have: Mimecast counts per application', () => {
    const all = Object.values(REGION_ORIGINS).map((origin) => acquireRateLimiter('everywhere', origin));
    assert.equal(new Set(all.map(({ rateLimiter: limiter }) => limiter)).size, 1);
    for (const shared of all) shared.release();
  });

  it('survives a redeploy, without a timer, and is removed an hour after its last user', () => {
    const before = acquireRateLimiter('redeployed', 'https://a.example');
    before.release();
    before.release();
    clock.tick(59 * MINUTE);
    const after = acquireRateLimiter('redeployed', 'https://a.example');
    assert.equal(after.rateLimiter, before.rateLimiter);
    clock.tick(120 * MINUTE);
    assert.equal(acquireRateLimiter('redeployed', 'https://a.example').rateLimiter, before.rateLimiter);
    assert.equal(clock.countTimers(), 0);
  });

  it('starts afresh after an hour without users', () => {
    const before = acquireRateLimiter('left', 'https://a.example');
    before.release();
    clock.tick(61 * MINUTE);
    const after = acquireRateLimiter('left', 'https://a.example');
    assert.notEqual(after.rateLimiter, before.rateLimiter);
    after.release();
  });
});
