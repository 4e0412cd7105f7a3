import assert from 'node:assert/strict';
import type { AckMessage, AckOutcome } from '../../../nodes/lib/collector/delivery/ack-message';
import { findAckReceiver } from '../../../nodes/lib/collector/delivery/ack-registry';
import type { RecordMessage } from '../../../nodes/lib/collector/delivery/messages';
import { sourceStatus } from '../../../nodes/lib/runtime/source/source-status';
import { MINUTE } from './support/collector-harness';
import { useTwoStreams } from './support/two-streams';

/** Acknowledges as an ack node does. */
function acknowledge({ mimecast: { batch } }: RecordMessage, outcome: AckOutcome, reason?: string): void {
  const ackMessage: AckMessage = {
    batch: batch.id,
    scope: batch.index,
    attempt: batch.attempt,
    outcome,
    ackNodeId: 'ack',
  };
  findAckReceiver(batch.source)?.handleAck(reason === undefined ? ackMessage : { ...ackMessage, reason });
}

describe('A collector whose receiver rejects', () => {
  const its = useTwoStreams();
  const take = (): RecordMessage[] => its.harness.messages.splice(0);
  const status = (): string => {
    const state = its.harness.state;
    assert.ok(state);
    const { fill, text } = sourceStatus(state, false);
    return `${fill}: ${text}`;
  };
  const rejectAll = (reason?: string): void => {
    for (const message of take()) acknowledge(message, 'reject', reason);
  };

  beforeEach(() => {
    its.a.end = 30;
  });

  it("shows it at once, in the receiver's words", async () => {
    its.start({ delivery: 'ack' });
    await its.harness.pass(1000);
    rejectAll('403 Invalid token');
    assert.equal(status(), 'red: rejected: 403 Invalid token');
  });

  it('warns once per outage, however many messages and attempts, and reports its end once', async () => {
    its.start({ delivery: 'ack' });
    await its.harness.pass(1000);
    for (let attempt = 0; attempt < 12; attempt += 1) {
      rejectAll('403 Invalid token');
      await its.harness.pass(MINUTE);
    }
    assert.deepEqual(its.harness.warnings, [
      'a: rejected by the receiver: 403 Invalid token; sent again until it is acknowledged',
    ]);
    assert.match(status(), /^red: rejected: 403 Invalid token · a since /);
    const [stuck] = its.harness.kinds('stuck');
    assert.ok(stuck?.kind === 'stuck');
    assert.equal(stuck.reason, '403 Invalid token');
    for (let turn = 0; turn < 6; turn += 1) {
      for (const message of take()) acknowledge(message, 'acknowledge');
      await its.harness.pass(1000);
    }
    const accepted = its.harness.logs.filter((line) => /accepts again/.test(line));
    assert.deepEqual(accepted.length, 1, its.harness.logs.join('\n'));
    assert.match(status(), /^green: /);
  });

  it('warns again of the next outage', async () => {
    its.start({ delivery: 'ack', inFlight: 1 });
    await its.harness.pass(1000);
    for (const reason of ['503 busy', '403 Invalid token']) {
      rejectAll(reason);
      await its.harness.pass(2000);
      for (const message of take()) acknowledge(message, 'acknowledge');
      await its.harness.settle();
    }
    assert.equal(its.harness.warnings.length, 2);
    assert.match(its.harness.warnings[1] ?? '', /403 Invalid token/);
  });

  it('does not recover while a rejected batch is in flight', async () => {
    its.start({ delivery: 'ack' });
    await its.harness.pass(1000);
    const [first, second] = [take().slice(0, 10), []];
    for (const message of first) acknowledge(message, 'reject', '400 bad record');
    await its.harness.pass(5000);
    for (const message of take()) {
      const poison = message.mimecast.batch.index === 3;
      acknowledge(message, poison ? 'reject' : 'acknowledge', '400 bad record');
    }
    assert.deepEqual([status(), second], ['red: rejected: 400 bad record', []]);
    assert.equal(its.harness.warnings.length, 1);
  });

  it('shows the failure of a sink, and leaves the acknowledgement to the ack node', async () => {
    its.start({ delivery: 'ack' });
    await its.harness.pass(1000);
    const messages = take();
    const [first] = messages;
    assert.ok(first);
    findAckReceiver('node')?.noteFailure?.(first.mimecast.batch.id, 'disk full');
    assert.equal(status(), 'red: rejected: disk full');
    for (const message of messages) acknowledge(message, 'acknowledge');
    await its.harness.settle();
    for (const message of take()) acknowledge(message, 'acknowledge');
    await its.harness.settle();
    assert.match(status(), /^green: /);
    assert.deepEqual(its.harness.warnings, [], 'the log has the error of the sink');
  });

  it('keeps the short reason of a sink when the ack node behind a Catch node sends a longer one', async () => {
    its.start({ delivery: 'ack' });
    await its.harness.pass(1000);
    const messages = take();
    findAckReceiver('node')?.noteFailure?.(messages[0]?.mimecast.batch.id ?? '', 'disk full');
    for (const message of messages.slice(0, 10))
      acknowledge(message, 'reject', '/data/events.ndjson was not written: the disk is full');
    assert.equal(status(), 'red: rejected: disk full');
    assert.equal(its.harness.warnings.length, 1);
  });

  it('says that no reason was given', async () => {
    its.start({ delivery: 'ack' });
    await its.harness.pass(1000);
    rejectAll();
    assert.equal(status(), 'red: rejected: no reason given');
  });
});
