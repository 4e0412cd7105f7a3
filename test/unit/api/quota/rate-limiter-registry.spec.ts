import assert from 'node:assert/strict';
import { shareGovernor } from '../../../../nodes/lib/api/quota/rate-limiter-registry';
import { REGION_ORIGINS } from '../../../../nodes/lib/properties/values/regions';
import { type Clock, fakeClock } from '../support/clock';
import { MINUTE } from '../support/governed';

describe('The shared rate limiter', () => {
  let clock: Clock;
  beforeEach(() => {
    clock = fakeClock();
  });
  afterEach(() => clock.uninstall());

  it('is one per application and host', () => {
    const one = shareGovernor('id', 'https://a.example');
    const same = shareGovernor('id', 'https://a.example');
    const others = [shareGovernor('other', 'https://a.example'), shareGovernor('id', 'https://b.example')];
    assert.equal(one.governor, same.governor);
    for (const other of others) assert.notEqual(one.governor, other.governor);
    for (const shared of [one, same, ...others]) shared.release();
  });

  it('is one per application, whatever region its accounts have: Mimecast counts per application', () => {
    const all = Object.values(REGION_ORIGINS).map((origin) => shareGovernor('everywhere', origin));
    assert.equal(new Set(all.map(({ governor }) => governor)).size, 1);
    for (const shared of all) shared.release();
  });

  it('survives a redeploy, without a timer, and is removed an hour after its last user', () => {
    const before = shareGovernor('redeployed', 'https://a.example');
    before.release();
    before.release();
    clock.tick(59 * MINUTE);
    const after = shareGovernor('redeployed', 'https://a.example');
    assert.equal(after.governor, before.governor);
    clock.tick(120 * MINUTE);
    assert.equal(shareGovernor('redeployed', 'https://a.example').governor, before.governor);
    assert.equal(clock.countTimers(), 0);
  });

  it('starts afresh after an hour without users', () => {
    const before = shareGovernor('left', 'https://a.example');
    before.release();
    clock.tick(61 * MINUTE);
    const after = shareGovernor('left', 'https://a.example');
    assert.notEqual(after.governor, before.governor);
    after.release();
  });
});
