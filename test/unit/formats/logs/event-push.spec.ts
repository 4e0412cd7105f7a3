/** Events of Event Push, and bodies for the HTTP Event Collector: the record is in `event`. */
import assert from 'node:assert/strict';
import { createFormatter, runSync } from '../../../../nodes/lib/formats/format';
import type { FormatName } from '../../../../nodes/lib/properties/values/format-options';
import { optionsOf } from '../support/format-sample';

const run = (payload: unknown, format: FormatName = 'json', given: object = {}, mimecast?: object): unknown =>
  runSync(
    createFormatter({ format, options: optionsOf(given), pseudonymKey: 'k' })({
      payload,
      ...(mimecast && { mimecast }),
    }),
  ).payload;
const one = (payload: unknown) => Object(payload);
const objectsOf = (text: unknown) =>
  String(text)
    .split('\n')
    .map((line) => JSON.parse(line));

const receipt = { type: 'receipt', timestamp: 1_763_633_012_345, subject: 'Quote', action: 'Rej' };
const click = { eventType: 'url protect', subject: 'Reset', action: 'Block', url: 'http://bad.example/' };
const said = (events: readonly unknown[]) =>
  events.map((event) => [one(event).log, one(event).type, one(event).name, one(event).subject]);
const BOTH = [
  ['siem', 'receipt', 'Message rejected', 'Quote'],
  ['siem', 'url protect', 'Link blocked', 'Reset'],
];

describe('An event in an envelope', () => {
  it('is unwrapped from an object, from objects of an array, and from lines', () => {
    assert.deepEqual(said([run({ event: receipt })]), [BOTH[0]]);
    const list = [{ event: receipt }, { event: click }];
    assert.deepEqual(said(one(run(list))), BOTH);
    const lines = list.map((each) => JSON.stringify(each));
    assert.deepEqual(said(objectsOf(run(`${lines.join('\r\n')}\n`))), BOTH);
    assert.deepEqual(said(objectsOf(run(JSON.stringify(list)))), BOTH, 'a text that is one list');
    assert.deepEqual(said(objectsOf(run(Buffer.from(JSON.stringify(list, null, 2))))), BOTH);
    assert.deepEqual(said(objectsOf(run(lines.join(' ')))), BOTH, 'one after another on one line');
    assert.deepEqual(said(objectsOf(run(lines.join('')))), BOTH);
  });

  it('is titled by its type where the type has no mapping', () => {
    const event = one(run({ event: { type: 'browser isolation', subject: 'x' } }));
    assert.equal(event.name, 'Mimecast event: browser isolation');
    assert.equal(one(run({ event: { subject: 'x' } })).name, 'Mimecast event');
  });

  it('has the id of the record alone, and the id of the message before that', () => {
    const bare = one(run(receipt)).id;
    assert.equal(one(run({ time: 1, host: 'h', event: receipt })).id, bare);
    const lines = `${JSON.stringify({ host: 'h', event: receipt })}\n${JSON.stringify(receipt)}`;
    assert.deepEqual(
      objectsOf(run(lines)).map(({ id }) => id),
      [bare, bare],
    );
    const label = { log: 'siem', type: 'receipt', id: 'i' };
    assert.equal(one(run({ event: receipt }, 'json', {}, label)).id, 'i');
  });

  it('keeps what the envelope says, beside members of the record with the same names', () => {
    const envelope = { time: 1_763_633_000.5, host: 'push-1', source: 'eventpush', fields: { region: 'eu' } };
    const event = { type: 'entities', source: 'OFFICE_365_MAIL' };
    for (const format of ['json', 'ecs', 'ocsf', 'cef', 'leef', 'syslog', 'hec', 'elastic'] as const) {
      const payload = run({ ...envelope, event }, format);
      const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
      for (const value of ['1763633000.5', 'push-1', 'eventpush', 'eu', 'OFFICE_365_MAIL'])
        assert.ok(text.includes(value), `${format}: ${value}`);
    }
    // the time of the sender stands in for a time that the record does not have
    assert.equal(one(run({ ...envelope, event })).time, '2025-11-20T10:03:20.500Z');
    assert.equal(one(run({ ...envelope, event: receipt })).time, '2025-11-20T10:03:32.345Z');
  });

  it('hides personal data of the envelope too', () => {
    const payload = { host: 'h', fields: { owner: 'ana@corp.example' }, event: receipt };
    for (const format of ['json', 'hec'] as const) {
      const text = JSON.stringify(run(payload, format, { addresses: 'drop' }));
      assert.ok(!text.includes('ana@corp.example'), format);
    }
  });

  it('is not seen in anything else', () => {
    const records: readonly object[] = [
      { event: { type: 'receipt' }, user: 'ana' },
      { event: 'logon', host: 'h' },
      { event: [{ type: 'receipt' }] },
      { event: null },
      { event: {} },
      { time: 1, host: 'h' },
    ];
    for (const record of records) {
      const event = one(run(record));
      assert.equal(event.log, 'unknown', JSON.stringify(record));
      assert.deepEqual(JSON.parse(String(run(record, 'hec'))).event, record);
    }
    const line = '{"a":1}{"b":2}';
    assert.deepEqual(
      objectsOf(run(line)).map(({ mimecast_record }) => mimecast_record),
      [line],
      'no envelopes: the line stays one event',
    );
    assert.deepEqual(objectsOf(run('[1,{"event":{"type":"receipt"}}]')).length, 1);
    const quoted = JSON.stringify({ event: { ...receipt, subject: 'a } { "b' } });
    assert.deepEqual(
      objectsOf(run(`${quoted}${quoted}`)).map(({ subject }) => subject),
      ['a } { "b', 'a } { "b'],
    );
  });
});
