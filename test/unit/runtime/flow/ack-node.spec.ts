import assert from 'node:assert/strict';
import {
  type RegisteredCollector,
  registerCollector,
} from '../../../../nodes/lib/collector/collector-registry';
import type { AckMessage } from '../../../../nodes/lib/collector/delivery/ack-message';
import { registerAckReceiver } from '../../../../nodes/lib/collector/delivery/ack-registry';
import { deliverAck } from '../../../../nodes/lib/runtime/flow/ack-node';

const settlement: AckMessage = { batch: 'b', scope: 0, attempt: 1, outcome: 'acknowledge', ackNodeId: 'ack' };
const running = (id: string, delivery: RegisteredCollector['delivery'], name = ''): RegisteredCollector => ({
  id,
  template: 'template',
  name,
  account: 'Corp',
  type: 'mimecast-siem',
  delivery,
  collector: {
    view: () => ({ id, paused: false, lastRun: null, streams: [] }),
    request: () => Promise.resolve(),
  },
});

describe('An acknowledgement sent to a collector', () => {
  const undo: (() => void)[] = [];
  afterEach(() => {
    for (const one of undo.splice(0)) one();
  });

  it('returns the outcome from the receiver', () => {
    undo.push(registerAckReceiver('siem', { handleAck: ({ batch }) => batch === 'b' }));
    assert.deepEqual(deliverAck('siem', settlement), { kind: 'acknowledged', source: 'siem' });
    const rejected = deliverAck('siem', { ...settlement, outcome: 'reject' });
    assert.deepEqual(rejected, { kind: 'rejected', source: 'siem' });
    assert.deepEqual(deliverAck('siem', { ...settlement, batch: 'c' }), { kind: 'late', source: 'siem' });
  });

  it('finds a collector that does not wait, and only that instance of a subflow', () => {
    undo.push(
      registerCollector(running('one-siem', 'sent', 'Mail')),
      registerCollector(running('two-siem', 'ack')),
    );
    assert.deepEqual(deliverAck('one-siem', settlement), { kind: 'sent', source: 'one-siem', name: 'Mail' });
    assert.deepEqual(deliverAck('template', settlement), { kind: 'elsewhere' });
  });

  it('is too late when the collector waits elsewhere: another replica reads the account', () => {
    undo.push(registerCollector(running('siem', 'ack')));
    assert.deepEqual(deliverAck('siem', settlement), { kind: 'late', source: 'siem' });
  });

  it('is dropped when the collector does not exist', () => {
    assert.deepEqual(deliverAck('removed', settlement), { kind: 'elsewhere' });
  });
});
