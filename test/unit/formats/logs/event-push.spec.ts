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

  it('is a SIEM event also if its type is not known, or written in another way', () => {
    const told = (payload: unknown) => {
      const { log, type, subject, action, direction } = one(run(payload));
      return [log, type, subject, action, direction];
    };
    const unknown = { type: 'browser isolation', subject: 'Quote', action: 'Block', direction: 'Inbound' };
    const expected = ['siem', 'browser isolation', 'Quote', 'Block', 'inbound'];
    assert.deepEqual(told({ event: unknown }), expected);
    // without the envelope, members that only SIEM records have say so
    assert.deepEqual(told({ ...unknown, aggregateId: 'a1' }), expected);
    assert.deepEqual(told({ ...unknown, senderEnvelope: 'bob@vendor.example' }), expected);
    for (const type of ['Receipt', 'RECEIPT', ' receipt ', 'receipt\n'])
      assert.deepEqual(said([run({ event: { ...receipt, type } })]), [BOTH[0]], type);
    for (const eventType of ['URL Protect', 'url_protect', 'Url-Protect'])
      assert.deepEqual(said([run([{ ...click, eventType }])].flat()), [BOTH[1]], eventType);
    const label = { log: 'siem', id: 'i' };
    assert.deepEqual(said([run({ ...receipt, type: 'Receipt' }, 'json', {}, label)]), [BOTH[0]]);
    assert.equal(one(run({ ...receipt, type: 'Receipt' })).mimecast_type, 'Receipt', 'as it came');
    for (const foreign of [
      { type: 'created_manually', emailAddress: 'ana@corp.example' },
      { sourcetype: 'aws:cloudtrail', event: { eventType: 'AwsApiCall' } },
      { subject: 'no type' },
    ])
      assert.equal(one(run(foreign)).log, 'unknown', JSON.stringify(foreign));
  });

  it('of our own HEC output has the log and the type that it says', () => {
    const audit = { auditType: 'User Logged On', user: 'ana@corp.example', eventInfo: '', category: 'x' };
    for (const [log, type, record] of [
      ['audit', 'audit', audit],
      ['ttp', 'url', { url: 'http://bad.example/', action: 'block', scanResult: 'malicious' }],
      ['siem', 'receipt', receipt],
    ] as const) {
      const hec = String(run(record, 'hec', {}, { log, type, id: 'i' }));
      const again = one(JSON.parse(String(run(hec))));
      assert.deepEqual([again.log, again.type], [log, type]);
    }
  });

  it('is read from a list, and from JSON text, in `event`', () => {
    const list = [receipt, click];
    for (const event of [list, JSON.stringify(list), JSON.stringify(list, null, 2)]) {
      assert.deepEqual(said(one(run({ event }))), BOTH);
      assert.deepEqual(said(one(run([{ event }]))), BOTH);
      assert.deepEqual(said(objectsOf(run(JSON.stringify({ event })))), BOTH);
      assert.deepEqual(said(objectsOf(run(JSON.stringify({ event }, null, 2)))), BOTH);
      assert.deepEqual(
        said(objectsOf(run(`${JSON.stringify({ event })}${JSON.stringify({ event: receipt })}`))),
        [...BOTH, BOTH[0]],
      );
    }
    for (const event of [JSON.stringify(receipt), JSON.stringify(receipt, null, 2)]) {
      assert.deepEqual(said([run({ event })]), [BOTH[0]]);
      assert.deepEqual(said(objectsOf(run(JSON.stringify({ event })))), [BOTH[0]]);
    }
    assert.deepEqual(said(one(run({ event: [receipt] }))), [BOTH[0]], 'a list of one is a list');
    const withHost = one(run({ host: 'push-1', event: list }));
    assert.ok(withHost.every((event: unknown) => JSON.stringify(event).includes('push-1')));
    const bodies = String(run({ event: list }, 'hec')).split('\n');
    assert.deepEqual(
      bodies.map((body) => JSON.parse(body).event),
      list,
    );
    assert.equal(one(run({ event: list }))[0].id, one(run(receipt)).id, 'the id is that of the record alone');
  });

  it('is unwrapped from an envelope with members of its sender, which are kept', () => {
    for (const extra of [
      { channel: 'c-1' },
      { id: 'c-1' },
      { timestamp: 'c-1' },
      { customer: { code: 'c-1' } },
    ]) {
      const event = one(run({ time: 1, host: 'h', ...extra, event: receipt }));
      assert.deepEqual(said([event]), [BOTH[0]], JSON.stringify(extra));
      assert.ok(JSON.stringify(event).includes('c-1'), JSON.stringify(extra));
    }
  });

  it('is one record in indented JSON', () => {
    for (const space of [1, 2, '\t']) {
      const bare = JSON.stringify(receipt, null, space);
      for (const text of [bare, `\ufeff${bare}\n`, bare.replaceAll('\n', '\r\n'), Buffer.from(bare)])
        assert.deepEqual(said(objectsOf(run(text))), [BOTH[0]]);
      assert.deepEqual(said(objectsOf(run(JSON.stringify({ event: receipt }, null, space)))), [BOTH[0]]);
      const several = [receipt, click].map((each) => JSON.stringify(each, null, space)).join('\n');
      assert.deepEqual(said(objectsOf(run(several))), BOTH);
    }
    assert.equal(
      objectsOf(run(JSON.stringify(receipt, null, 2)))[0].id,
      objectsOf(run(JSON.stringify(receipt)))[0].id,
    );
    // not JSON: each line stays a record
    assert.equal(objectsOf(run('{\n "a": 1,\n')).length, 2);
  });

  it('is not seen in anything else', () => {
    const records: readonly object[] = [
      { event: { type: 'receipt' }, user: 'ana' },
      { event: 'logon', host: 'h' },
      { event: [] },
      { event: ['receipt', { type: 'receipt' }] },
      { event: '[]' },
      { event: { a: 1 }, channel: 'x' },
      { event: receipt, subject: 'of its own' },
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
