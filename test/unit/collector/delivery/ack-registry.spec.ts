import assert from 'node:assert/strict';
import {
  type AckReceiver,
  findAckReceiver,
  registerAckReceiver,
} from '../../../../nodes/lib/collector/delivery/ack-registry';

const receiver = (): AckReceiver => ({ handleAck: () => true });

describe('The ack registry', () => {
  it('finds a collector by its run-time id, until it is closed', () => {
    const one = receiver();
    const unregister = registerAckReceiver('subflow-siem', one);
    assert.equal(findAckReceiver('subflow-siem'), one);
    assert.equal(findAckReceiver('siem'), undefined);
    unregister();
    assert.equal(findAckReceiver('subflow-siem'), undefined);
  });

  it('keeps the new collector when the old one closes late, as after a redeploy', () => {
    const unregisterOld = registerAckReceiver('siem', receiver());
    const newcomer = receiver();
    const unregister = registerAckReceiver('siem', newcomer);
    unregisterOld();
    assert.equal(findAckReceiver('siem'), newcomer);
    unregister();
  });
});
