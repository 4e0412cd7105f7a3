import assert from 'node:assert/strict';
import { type AckReceiver, receiverOf, registerReceiver } from '../../../../nodes/lib/collector/delivery/ack-registry';

const receiver = (): AckReceiver => ({ settle: () => true });

describe('The ack registry', () => {
  it('finds a collector by its run-time id, until it is closed', () => {
    const one = receiver();
    const unregister = registerReceiver('subflow-siem', one);
    assert.equal(receiverOf('subflow-siem'), one);
    assert.equal(receiverOf('siem'), undefined);
    unregister();
    assert.equal(receiverOf('subflow-siem'), undefined);
  });

  it('keeps the new collector when the old one closes late, as after a redeploy', () => {
    const unregisterOld = registerReceiver('siem', receiver());
    const newcomer = receiver();
    const unregister = registerReceiver('siem', newcomer);
    unregisterOld();
    assert.equal(receiverOf('siem'), newcomer);
    unregister();
  });
});
