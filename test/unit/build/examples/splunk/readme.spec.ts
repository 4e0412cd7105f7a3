/** The tables of examples/splunk/README.md say what the evaluator finds. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADD_ON, SPLUNK } from './add-on';
import { AUTHENTICATION, EMAIL, WEB } from './cim-fields';
import { found, namesWithTag } from './found';
import { mark, namesOf, others, rowsBelow } from './readme-rows';

const README = readFileSync(join(SPLUNK, 'README.md'), 'utf8');

describe('examples/splunk/README.md', () => {
  it('lists all fields of Email, and where each resolves', () => {
    const rows = rowsBelow(README, 'Email');
    assert.deepEqual([...rows.keys()], EMAIL);
    const [receipts, deliveries] = [
      namesOf('siem', 'receipt', 'email'),
      namesOf('siem', 'delivery', 'email'),
    ];
    for (const [field, [, ...marks]] of rows)
      assert.deepEqual(marks, [mark(receipts, field), mark(deliveries, field), others(field)], field);
  });

  it('counts them', () => {
    const count = (type: string) =>
      EMAIL.filter((field) => mark(namesOf('siem', type, 'email'), field) !== '–').length;
    const [, all, receipts, deliveries] =
      /has (\d+) fields .*\*\*(\d+) of them resolve for receipts, and (\d+) for deliveries\*\*/.exec(
        README,
      ) ?? [];
    assert.deepEqual(
      [all, receipts, deliveries],
      [EMAIL.length, count('receipt'), count('delivery')].map(String),
    );
  });

  it('says how many resolve in one record, and how many in all', () => {
    const text = README.replace(/\s+/g, ' ');
    const resolved = (type: string) =>
      namesOf('siem', type, 'email').map(
        (name) => EMAIL.filter((field) => found(name).fields.has(field)).length,
      );
    const always = (type: string) =>
      EMAIL.filter((field) => mark(namesOf('siem', type, 'email'), field) === 'yes').length;
    const [, ...ranges] =
      /receipts (\d+) to (\d+), and deliveries (\d+) to (\d+) in the shapes/.exec(text) ?? [];
    assert.deepEqual(
      ranges.map(Number),
      ['receipt', 'delivery'].flatMap((type) => [Math.min(...resolved(type)), Math.max(...resolved(type))]),
    );
    const [, ...inAll] = /(\d+) and (\d+) fields are in all of these/.exec(text) ?? [];
    assert.deepEqual(inAll.map(Number), ['receipt', 'delivery'].map(always));
  });

  it('lists the recommended fields of Web, and where each resolves', () => {
    const rows = rowsBelow(README, 'Web');
    assert.deepEqual([...rows.keys()].slice(0, WEB.length), WEB);
    const kinds = [['siem', 'url protect'] as const, ['siem', 'urlclick'] as const, ['ttp', 'url'] as const];
    for (const [field, [, ...marks]] of rows)
      assert.deepEqual(
        marks,
        kinds.map(([log, type]) => mark(namesOf(log, type, 'web'), field)),
        field,
      );
  });

  it('lists the recommended fields of Authentication, and whether each resolves', () => {
    const rows = rowsBelow(README, 'Authentication');
    assert.deepEqual([...rows.keys()].slice(0, AUTHENTICATION.length), AUTHENTICATION);
    for (const [field, [, ...marks]] of rows)
      assert.deepEqual(marks, [mark(namesWithTag('authentication'), field)], field);
  });

  it('lists the event types and their tags', () => {
    const rows = rowsBelow(README, 'Event types');
    const listed = [...rows].map(([name, cells]) => [name, cells[1]?.split(', ').sort()]);
    const expected = [...ADD_ON.eventtypes.keys()].map((name) => [
      name,
      [...(ADD_ON.tags.get(`eventtype=${name}`)?.keys() ?? [])].sort(),
    ]);
    assert.deepEqual(listed, expected);
  });
});
