/** Payloads that no source of ours sends: nothing is dropped, nothing throws, and everything ends. */
import assert from 'node:assert/strict';
import { createFormatter, runSync } from '../../../nodes/lib/formats/format';
import { FORMATS, type FormatName } from '../../../nodes/lib/properties/values/format-options';
import { ocsfProblems } from './ocsf/validate';
import { optionsOf } from './support/format-sample';

const PRIVATE = { addresses: 'drop', subjects: 'drop', ips: 'drop', urlQueries: 'drop' };
const run = (format: FormatName, message: object, given: object = {}): unknown =>
  runSync(createFormatter({ format, options: optionsOf(given), pseudonymKey: 'k' })(message)).payload;
const shown = (payload: unknown): string => (typeof payload === 'string' ? payload : JSON.stringify(payload));
const label = { log: 'siem', type: 'receipt', id: 'i' };
const receipt = { type: 'receipt', timestamp: 1_763_633_012_345, subject: 'Quote' };

function ring(): object {
  const one: Record<string, unknown> = { ...receipt, canary: 'here' };
  one['itself'] = one;
  return one;
}

const throwing = (): object =>
  Object.defineProperty({ ...receipt, canary: 'here' }, 'bad', {
    enumerable: true,
    get: () => {
      throw new Error('no');
    },
  });

class Custom {
  readonly canary = 'here';
}

const STRANGE: readonly (readonly [what: string, make: () => unknown])[] = [
  ['a ring of objects', ring],
  ['a getter that throws', throwing],
  ['a big integer in it', () => ({ ...receipt, canary: 'here', big: 10n ** 20n })],
  ['a date in it', () => ({ ...receipt, canary: 'here', at: new Date(0) })],
  ['an invalid date', () => ({ ...receipt, canary: 'here', at: new Date(Number.NaN) })],
  ['functions and symbols in it', () => ({ ...receipt, canary: 'here', go: () => 1, of: Symbol('x') })],
  ['bytes in it', () => ({ ...receipt, canary: 'here', bytes: Buffer.from('bytes') })],
  ['a map', () => new Map([['canary', 'here']])],
  ['a set', () => new Set(['canary here'])],
  ['an error', () => new Error('canary here')],
  ['an object of a class', () => new Custom()],
  ['numbers that JSON has none for', () => ({ ...receipt, canary: 'here', n: Number.NaN, m: Infinity })],
  ['no prototype', () => Object.assign(Object.create(null), { ...receipt, canary: 'here' })],
];

describe('A foreign payload', () => {
  const assertAll = (make: () => unknown, mimecast: unknown): void => {
    for (const format of FORMATS) {
      for (const given of [{}, PRIVATE, { raw: true }]) {
        const text = shown(run(format, { payload: make(), mimecast }, given));
        assert.match(text, /canary/i, `${format} ${JSON.stringify(given)}`);
        if (format === 'ocsf') assert.deepEqual(ocsfProblems(JSON.parse(text)), []);
      }
    }
  };
  for (const [what, make] of STRANGE) {
    it(`${what}, with or without metadata, is one event in every format, with all that can be read of it`, () => {
      assertAll(make, label);
      assertAll(make, undefined);
    });
  }

  it('a number, a text, null and undefined are one event each', () => {
    for (const payload of [7, 10n, true, null, undefined, Number.NaN, Symbol('x'), () => 1, new Date(0)]) {
      for (const format of FORMATS) assert.ok(run(format, { payload }), format);
    }
  });

  it('bytes are read as text: lines of a file, for example', () => {
    const text = `\ufeff${JSON.stringify(receipt)}\r\n\n${JSON.stringify({ ...receipt, subject: 'Grüße' })}\n`;
    for (const payload of [text, Buffer.from(text), new Uint8Array(Buffer.from(text))]) {
      const lines = String(run('json', { payload })).split('\n');
      assert.deepEqual(
        lines.map((line) => [JSON.parse(line).log, JSON.parse(line).subject]),
        [
          ['siem', 'Quote'],
          ['siem', 'Grüße'],
        ],
      );
    }
  });

  it('lines that are not JSON are events with the line in them, in their place', () => {
    const lines = String(run('json', { payload: 'one\n{"type":"receipt"}\n[1]\n7' })).split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).mimecast_record),
      ['one', undefined, [1], 7],
    );
  });

  it('a circular object is cut off, not followed', () => {
    const wide = Object.fromEntries(Array.from({ length: 150_000 }, (_, n) => [`m${n}`, { n }]));
    let deep: object = { canary: 'deep' };
    for (let level = 0; level < 10_000; level++) deep = { deep };
    // each level twice: 2^40 paths
    let twice: object = { canary: 'twice' };
    for (let level = 0; level < 40; level++) twice = { a: twice, b: twice };
    const started = process.cpuUsage();
    for (const payload of [wide, deep, twice]) assert.ok(run('json', { payload }));
    const { user } = process.cpuUsage(started);
    assert.ok(user < 3_000_000, `${user} µs`);
  });

  it('records from a function node are of another realm, and still records', async () => {
    const { runInNewContext } = await import('node:vm');
    const payload = runInNewContext('({ type: "receipt", subject: "Quote", timestamp: 1763633012345 })');
    assert.equal(Object(run('json', { payload, mimecast: label })).subject, 'Quote');
    assert.equal(Object(run('json', { payload })).subject, 'Quote');
  });

  it('yields sooner where records are large', () => {
    const payload = Array.from({ length: 30 }, () => ({
      ...receipt,
      subject: 'x'.repeat(400_000),
      a: '='.repeat(400_000),
    }));
    const steps = createFormatter({ format: 'json', options: optionsOf(PRIVATE), pseudonymKey: '' })({
      payload,
    });
    let pauses = 0;
    while (steps.next().done !== true) pauses += 1;
    assert.ok(pauses > 3, `${pauses}`);
  });

  it('keeps members of the record with the names of our fields', () => {
    const record = {
      ...{ size: 'own size', status: 'own status', entity: 'own entity', disposition: 'own disposition' },
      ...{ malware: 'own malware', indicators: ['own indicator'], 'a b': 'own first', a_b: 'own second' },
    };
    const own = [...Object.values(record)].flat();
    for (const format of FORMATS) {
      const text = shown(run(format, { payload: record }));
      for (const value of own) assert.ok(text.includes(value), `${format}: ${value}`);
    }
  });

  it('accepts static fields with any name', () => {
    for (const name of ['constructor', 'toString', 'hasOwnProperty', 'valueOf']) {
      for (const format of FORMATS) {
        const payload = run(format, { payload: receipt, mimecast: label }, { fields: { [name]: 'emea-7' } });
        assert.match(shown(payload), /emea-7/, `${format}: ${name}`);
      }
    }
  });
});
