/** The doubles of Splunk and Elasticsearch respond in every mood as the rules expect it. */
import assert from 'node:assert/strict';
import { judgeAnswer } from '../../../../../nodes/lib/sinks/http/answers/judge-answer';
import type { Receiver, Verdict } from '../../../../../nodes/lib/sinks/http/answers/verdict';
import { BulkDouble, type BulkMood } from '../../../../real/harness/servers/bulk-double';
import { HecDouble, type HecMood, type HecSettings } from '../../../../real/harness/servers/hec-double';
import type { HttpReply } from '../../../../real/harness/servers/http-double';

const judge = (receiver: Receiver, { status, json, text, headers }: HttpReply, sent: number): Verdict =>
  judgeAnswer(receiver, { status, headers, body: text ?? json }, sent);

const HEC: Readonly<Record<HecMood, Verdict['kind']>> = {
  busy: 'retry',
  'queue full': 'retry',
  'too large': 'refused',
  'wrong index': 'misconfigured',
  'wrong token': 'misconfigured',
  unauthorized: 'misconfigured',
  'no channel': 'misconfigured',
  disabled: 'misconfigured',
  page: 'misconfigured',
  'gateway error': 'retry',
  'moved away': 'misconfigured',
  empty: 'retry',
  truncated: 'retry',
};
const BULK: Readonly<Record<BulkMood, string>> = {
  overloaded: 'retry',
  'too large': 'refused',
  unauthorized: 'misconfigured',
  forbidden: 'misconfigured',
  page: 'misconfigured',
  'gateway error': 'retry',
  'moved away': 'misconfigured',
  empty: 'retry',
  truncated: 'retry',
  'no items': 'misconfigured',
  'no index': 'misconfigured',
  busy: 'retry,accepted',
  refused: 'refused,accepted',
};
const CHANNEL = '0b9f6c1e-7a53-4c1e-9a55-6a1c0f0f3f11';

function hecCall(
  body: string,
  more: Readonly<Record<string, string>> = {},
  path = '/services/collector/event',
) {
  return { path, headers: { authorization: 'Splunk t', ...more }, body };
}
const EVENTS = '{"event":{"a":1}}\n{"event":{"a":2}}';

describe('The double of HEC', () => {
  const start = (settings: HecSettings = {}): HecDouble => new HecDouble('t', {}, settings);

  for (const [mood, kind] of Object.entries(HEC))
    it(`gets ${kind} when it is "${mood}"`, () => {
      const hec = start();
      hec.mood = Object.keys(HEC).find((one): one is HecMood => one === mood);
      assert.equal(judge('splunk-hec', hec.respond(hecCall(EVENTS)), 2).kind, kind);
      assert.deepEqual(hec.accepted, []);
    });

  it('accepts events, names an invalid one, and takes no request above its limit', () => {
    const hec = start({ maxBytes: 40, invalid: ({ event }) => event === 'bad' });
    assert.deepEqual(judge('splunk-hec', hec.respond(hecCall(EVENTS)), 2), { kind: 'accepted' });
    const verdict = judge('splunk-hec', hec.respond(hecCall('{"event":"good"}\n{"event":"bad"}')), 2);
    assert.ok(verdict.kind === 'refused' && verdict.invalidIndex === 1);
    const large = judge('splunk-hec', hec.respond(hecCall(`${EVENTS}\n{"event":1}`)), 3);
    assert.ok(large.kind === 'refused' && large.tooLarge === true);
    assert.equal(hec.accepted.length, 2);
  });

  it('demands a channel for indexer acknowledgement, and says what is indexed', () => {
    const hec = start({ indexing: 1 });
    const channel = { 'x-splunk-request-channel': CHANNEL };
    const poll = (): unknown =>
      hec.respond(hecCall('{"acks":[0]}', {}, `/services/collector/ack?channel=${CHANNEL}`)).json;
    assert.equal(judge('splunk-hec', hec.respond(hecCall(EVENTS)), 2).kind, 'misconfigured');
    const invalid = hec.respond(hecCall(EVENTS, { 'x-splunk-request-channel': 'mine' }));
    assert.equal(judge('splunk-hec', invalid, 2).kind, 'misconfigured');
    const sent = hec.respond(hecCall(EVENTS, channel));
    assert.deepEqual(judge('splunk-hec', sent, 2), { kind: 'accepted', ackId: 0 });
    assert.deepEqual(
      [poll(), poll(), poll()],
      [{ acks: { 0: false } }, { acks: { 0: true } }, { acks: { 0: false } }],
    );
    assert.equal(start().respond(hecCall('{}', channel, '/services/collector/ack')).status, 400);
  });
});

describe('The double of _bulk', () => {
  const body = ['a', 'b'].map((id) => `{"create":{"_id":"${id}"}}\n{"code":1}\n`).join('');
  const call = { path: '/logs/_bulk', headers: { authorization: 'ApiKey k' }, body };
  const kinds = (verdict: Verdict): string =>
    verdict.kind === 'items' ? verdict.items.map(({ kind }) => kind).join() : verdict.kind;

  for (const [mood, kind] of Object.entries(BULK))
    it(`gets ${kind} when it is "${mood}"`, () => {
      const bulk = new BulkDouble('k');
      bulk.mood = Object.keys(BULK).find((one): one is BulkMood => one === mood);
      assert.equal(kinds(judge('elasticsearch-bulk', bulk.respond(call), 2)), kind);
    });

  it('creates each document once, and refuses what it is told to', () => {
    const bulk = new BulkDouble('k', {}, { invalid: ({ code }) => code === 2 });
    assert.equal(kinds(judge('elasticsearch-bulk', bulk.respond(call), 2)), 'accepted,accepted');
    assert.equal(kinds(judge('elasticsearch-bulk', bulk.respond(call), 2)), 'duplicate,duplicate');
    const next = { ...call, body: '{"create":{"_id":"c"}}\n{"code":2}\n' };
    assert.equal(kinds(judge('elasticsearch-bulk', bulk.respond(next), 1)), 'refused');
  });
});
