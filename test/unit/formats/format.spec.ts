import assert from 'node:assert/strict';
import { createFormatter, runSync } from '../../../nodes/lib/formats/format';
import type { FormatName } from '../../../nodes/lib/properties/values/format-options';
import { COLLECTED, optionsOf } from './support/format-sample';

const receipt = (subject: string) => ({ type: 'receipt', timestamp: 1_763_633_012_345, subject });
const run = (format: FormatName, message: object, given: object = {}): unknown =>
  runSync(createFormatter({ format, options: optionsOf(given), pseudonymKey: '' })(message)).payload;
const label = (more: object = {}) => ({
  mimecast: { log: 'siem', type: 'receipt', account: 'CUSA00A000', ...more },
});
const one = (payload: unknown) => Object(payload);

describe('A message in a format', () => {
  it('is one event for a record, a page of events for an array, and lines for lines', () => {
    assert.equal(one(run('json', { payload: receipt('a'), ...label({ id: 'i' }) })).id, 'i');
    const page = run('json', { payload: [receipt('a'), receipt('b')], ...label({ ids: ['i', 'j'] }) });
    assert.deepEqual(
      one(page).map(({ id, subject }: { id: string; subject: string }) => [id, subject]),
      [
        ['i', 'a'],
        ['j', 'b'],
      ],
    );
    const lines = run('json', {
      payload: `${JSON.stringify(receipt('a'))}\r\n${JSON.stringify(receipt('b'))}\n`,
      ...label(),
    });
    assert.deepEqual(
      String(lines)
        .split('\n')
        .map((line) => JSON.parse(line).subject),
      ['a', 'b'],
    );
  });

  it('is one body for a page in HEC and _bulk', () => {
    const message = { payload: [receipt('a'), receipt('b')], ...label({ ids: ['i', 'j'] }) };
    const hec = String(run('hec', message)).split('\n');
    assert.deepEqual(
      hec.map((line) => JSON.parse(line).event.subject),
      ['a', 'b'],
    );
    const bulk = String(run('elastic', message));
    assert.ok(bulk.endsWith('}\n'));
    assert.deepEqual(
      bulk
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).create?._id),
      ['i', undefined, 'j', undefined],
    );
    assert.equal(run('elastic', { payload: [], ...label() }), '');
  });

  it('names an index where configured, and hashes an id that is too long', () => {
    const [action = ''] = String(
      run(
        'elastic',
        { payload: receipt('a'), ...label({ id: 'x'.repeat(600) }) },
        { index: 'logs-mimecast-default' },
      ),
    ).split('\n');
    const { create } = JSON.parse(action);
    assert.equal(create._index, 'logs-mimecast-default');
    assert.match(create._id, /^[0-9a-f]{64}$/);
    const { index, host } = JSON.parse(
      String(run('hec', { payload: receipt('a'), ...label() }, { index: 'mail', host: 'h1' })),
    );
    assert.deepEqual([index, host], ['mail', 'h1']);
  });

  it('makes the id of lines as SIEM sources do, and the same one each time', () => {
    const line = JSON.stringify(receipt('a'));
    const [first, repeated] = [1, 2].map(
      () => JSON.parse(String(run('json', { payload: line, ...label() }))).id,
    );
    assert.match(first, /^[0-9a-f]{32}$/);
    assert.equal(repeated, first);
    assert.notEqual(
      JSON.parse(String(run('json', { payload: JSON.stringify(receipt('b')), ...label() }))).id,
      first,
    );
  });

  it('uses no id from a list that does not match the records any more', () => {
    const page = run('json', { payload: [receipt('b')], ...label({ ids: ['i', 'j'] }) });
    assert.match(one(page)[0].id, /^[0-9a-f]{32}$/);
    assert.equal(one(run('json', { payload: receipt('b'), ...label({ ids: ['i'] }) })).id, 'i');
  });

  it("uses the source's details of each record of a page", () => {
    const page = run('json', {
      payload: [{ emailAddress: 'a@corp.example' }, { emailAddress: 'b@corp.example' }],
      mimecast: { log: 'directory', type: 'users', ids: ['i', 'j'], marks: [{ change: 'added' }, {}] },
    });
    assert.deepEqual(
      one(page).map(({ name }: { name: string }) => name),
      ['User added', 'User listed'],
    );
  });

  it('recognizes a SIEM record, and keeps anything else unchanged', () => {
    assert.equal(one(run('json', { payload: receipt('a') })).log, 'siem');
    assert.equal(one(run('json', { payload: { eventType: 'receipt', accountId: 'C1' } })).account, 'C1');
    const report = { kind: 'poll', records: 0, at: '2026-11-20T05:00:00.000Z' };
    const all = one(run('json', { topic: 'mimecast/report', payload: report }));
    assert.deepEqual([all.log, all.mimecast_kind, all.mimecast_records], ['unknown', 'poll', 0]);
  });

  it('never drops a value that is not a record', () => {
    for (const payload of [null, undefined, 7, true, 'no json', ['a']]) {
      const page = run('cef', { payload: [payload], ...label() });
      assert.equal(one(page).length, 1);
      assert.match(one(page)[0], /^CEF:0\|/);
    }
    assert.equal(one(run('json', { payload: 7, ...label() })).mimecast_record, 7);
    assert.deepEqual(JSON.parse(String(run('hec', { payload: null, ...label() }))).event, { record: null });
  });

  it('accepts metadata that a flow has changed', () => {
    for (const mimecast of [null, 'x', 7, { log: 7, type: null, ids: 'x', collectedAt: 'never', marks: 7 }]) {
      assert.equal(one(run('json', { payload: receipt('a'), mimecast })).log, 'siem');
    }
  });

  it('falls back to the time of collection', () => {
    const collectedAt = new Date(COLLECTED).toISOString();
    assert.equal(
      one(run('json', { payload: { type: 'receipt' }, ...label({ collectedAt }) })).time,
      collectedAt,
    );
  });

  it('yields to the event loop regularly', () => {
    const steps = createFormatter({ format: 'json', options: optionsOf(), pseudonymKey: '' })({
      payload: Array.from({ length: 1000 }, () => receipt('a')),
      ...label(),
    });
    let pauses = 0;
    while (steps.next().done !== true) pauses += 1;
    assert.ok(pauses >= 5 && pauses <= 50, String(pauses));
  });

  it('writes syslog severities as configured', () => {
    const given = {
      severities: { informational: 'debug' },
      facility: 'mail',
      host: 'h1',
      appName: 'app',
      enterpriseNumber: 4711,
    };
    const line = String(
      run('syslog', { payload: { ...receipt('a'), action: 'Acc' }, ...label({ id: 'i' }) }, given),
    );
    assert.match(line, /^<23>1 2025-11-20T10:03:32\.345Z h1 app - receipt \[mimecast@4711 id="i" /);
  });

  it("adds static fields in every format, and prefers the event's fields", () => {
    for (const format of ['ocsf', 'ecs', 'cef', 'leef', 'syslog', 'hec', 'elastic', 'json'] as const) {
      const payload = run(
        format,
        { payload: receipt('a'), ...label({ id: 'real' }) },
        { fields: { tenant: 'emea-7', id: 'forged' } },
      );
      const shown = typeof payload === 'string' ? payload : JSON.stringify(payload);
      assert.match(shown, /emea-7/, format);
      assert.match(shown, /real/, format);
    }
    assert.equal(
      one(run('json', { payload: receipt('a'), ...label({ id: 'real' }) }, { fields: { id: 'forged' } })).id,
      'real',
    );
  });
});
