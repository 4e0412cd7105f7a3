import assert from 'node:assert/strict';
import type { AckResult } from '../../../../nodes/lib/runtime/flow/ack-status';
import { AckCounters } from '../../../../nodes/lib/runtime/flow/ack-status';

/** The status of an ack node after these outcomes. */
function shownAfter(...outcomes: readonly AckResult[]) {
  const counts = new AckCounters();
  for (const outcome of outcomes) counts.add(outcome);
  const { fill, text } = counts.status();
  return { fill, text };
}
const acknowledged: AckResult = { kind: 'acknowledged', source: 'siem' };
const rejected: AckResult = { kind: 'rejected', source: 'siem' };
const late: AckResult = { kind: 'late', source: 'siem' };
const sent = (source: string, name = source): AckResult => ({ kind: 'sent', source, name });

describe('The status of an ack node', () => {
  for (const [what, outcomes, fill, text] of [
    ['acknowledges', [acknowledged], 'green', '1 acknowledged'],
    ['rejects', [acknowledged, rejected], 'yellow', '1 acknowledged · 1 rejected'],
    [
      'has a receiver that is misconfigured',
      [acknowledged, { ...rejected, problem: '403 Invalid token' }],
      'red',
      'misconfigured: 403 Invalid token',
    ],
    [
      'has a receiver that was misconfigured',
      [{ ...rejected, problem: '403 Invalid token' }, late, acknowledged],
      'green',
      '1 acknowledged · 1 rejected',
    ],
    ['puts records aside', [{ kind: 'refused', source: 'siem', records: 3 }], 'yellow', '3 refused'],
    [
      'has no place for refused records',
      [{ ...rejected, unwired: true }],
      'yellow',
      '1 rejected · refused for good: wire output 2',
    ],
    [
      'stands behind a source that does not wait',
      [sent('a', 'Mail'), sent('a', 'Mail')],
      'yellow',
      'nothing to acknowledge · set Delivery to ack in Mail',
    ],
    [
      'stands behind two of them, and one that waits',
      [sent('a', 'Mail'), sent('b', 'Audit'), acknowledged],
      'yellow',
      '1 acknowledged · set Delivery to ack in Mail, Audit',
    ],
    [
      'gets messages that no source made',
      [{ kind: 'unmarked' }],
      'yellow',
      'nothing to acknowledge · no msg.mimecast.batch in 1 message',
    ],
    [
      'gets messages of a source that does not run here',
      [{ kind: 'elsewhere' }, { kind: 'elsewhere' }],
      'yellow',
      'nothing to acknowledge · 2 of a source not running here',
    ],
    ['comes too late, always', [late], 'yellow', 'nothing to acknowledge · 1 too late'],
    ['comes too late once, after a redeploy for example', [acknowledged, late], 'green', '1 acknowledged'],
    ['comes too late once, and rejected before', [rejected, late], 'yellow', '1 rejected · 1 too late'],
  ] as const) {
    it(`for ${what} is ${fill}: ${text}`, () => {
      assert.deepEqual(shownAfter(...outcomes), { fill, text });
    });
  }

  it('is green again once the source waits, without a restart of the ack node', () => {
    assert.deepEqual(shownAfter(sent('siem', 'Mail'), acknowledged), {
      fill: 'green',
      text: '1 acknowledged',
    });
  });

  it('is yellow for its latest message, even if it was green for an earlier one', () => {
    assert.equal(shownAfter(acknowledged, { kind: 'unmarked' }).fill, 'yellow');
    assert.equal(shownAfter({ kind: 'unmarked' }, acknowledged).fill, 'green');
  });

  it('is short enough for the canvas, however long the names and however many there are', () => {
    const sources = Array.from({ length: 12 }, (_, index) => sent(`${index}`, `${index}`.padEnd(200, 'x')));
    const { text = '' } = shownAfter(acknowledged, ...sources);
    assert.ok(text.length <= 80, `${text.length}: ${text}`);
    assert.match(text, /^1 acknowledged · set Delivery to ack in 0x+… and 11 more$/);
  });

  it('keeps its counts for flows, and names the sources', () => {
    const counts = new AckCounters();
    for (const outcome of [acknowledged, rejected, late, sent('a', 'Mail')]) counts.add(outcome);
    const { acknowledged: yes, rejected: no, unknown, setDelivery } = counts.status();
    assert.deepEqual({ yes, no, unknown, setDelivery }, { yes: 1, no: 1, unknown: 2, setDelivery: ['Mail'] });
  });
});
