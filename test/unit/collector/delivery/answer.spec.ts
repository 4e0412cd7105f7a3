import assert from 'node:assert/strict';
import { answer } from '../../../../nodes/lib/collector/delivery/answer';
import { registerReceiver, type Settlement } from '../../../../nodes/lib/collector/delivery/ack-registry';
import { type RunningSource, registerRunning } from '../../../../nodes/lib/collector/collector-registry';

const settlement: Settlement = { batch: 'b', which: 0, attempt: 1, verdict: 'acknowledge', by: 'ack' };
const running = (id: string, delivery: RunningSource['delivery'], name = ''): RunningSource => ({
  id,
  template: 'template',
  name,
  account: 'Corp',
  type: 'mimecast-siem',
  delivery,
  source: { view: () => ({ id, paused: false, lastRun: null, streams: [] }), ask: () => Promise.resolve() },
});

describe('An acknowledgement sent to a collector', () => {
  const undo: (() => void)[] = [];
  afterEach(() => {
    for (const one of undo.splice(0)) one();
  });

  it('returns the outcome from the receiver', () => {
    undo.push(registerReceiver('siem', { settle: ({ batch }) => batch === 'b' }));
    assert.deepEqual(answer('siem', settlement), { kind: 'acknowledged', source: 'siem' });
    const rejected = answer('siem', { ...settlement, verdict: 'reject' });
    assert.deepEqual(rejected, { kind: 'rejected', source: 'siem' });
    assert.deepEqual(answer('siem', { ...settlement, batch: 'c' }), { kind: 'late', source: 'siem' });
  });

  it('finds a collector that does not wait, and only that instance of a subflow', () => {
    undo.push(
      registerRunning(running('one-siem', 'sent', 'Mail')),
      registerRunning(running('two-siem', 'ack')),
    );
    assert.deepEqual(answer('one-siem', settlement), { kind: 'sent', source: 'one-siem', name: 'Mail' });
    assert.deepEqual(answer('template', settlement), { kind: 'elsewhere' });
  });

  it('is too late when the collector waits elsewhere: another replica reads the account', () => {
    undo.push(registerRunning(running('siem', 'ack')));
    assert.deepEqual(answer('siem', settlement), { kind: 'late', source: 'siem' });
  });

  it('is dropped when the collector does not exist', () => {
    assert.deepEqual(answer('removed', settlement), { kind: 'elsewhere' });
  });
});
