/** Spellings of addresses that were left whole or in parts, and ids that told the original. */
import assert from 'node:assert/strict';
import { createHmac, hash } from 'node:crypto';
import { FORMATS } from '../../../../nodes/lib/properties/values/format-options';
import type { Sample } from '../samples';
import { formatted, objectOf } from '../support/format-sample';
import { choices, KEY } from './choices';

const withRecord = (record: object): Sample => ({
  log: 'siem',
  type: 'receipt',
  record: { type: 'receipt', timestamp: 1_763_633_012_345, ...record },
});
const shown = (payload: unknown): string => (typeof payload === 'string' ? payload : JSON.stringify(payload));

/** The person is Ana Doe of corp.example. */
const SPELLINGS: Readonly<Record<string, string>> = {
  'with a quoted local part': '"Doe, Ana"@corp.example',
  'with an @ in the quoted local part': '"ana@doe"@corp.example',
  'rewritten by SRS': 'SRS0=HHH=TT=corp.example=ana@relay.example',
  'rewritten twice by SRS': 'SRS1=HH=relay.example==HHH=TT=corp.example=ana@other.example',
  'of VERP': 'bounce+ana=corp.example@lists.example',
  'of VERP without a prefix': 'ana=corp.example@lists.example',
  'of BATV': 'prvs=1234abcd=ana@corp.example',
  'with a comment': 'x@y.example (Ana Doe)',
  'in an encoded word': '=?utf-8?Q?Ana_Doe?= <x@y.example>',
  'that is an encoded word': '=?utf-8?B?YW5hQGNvcnAuZXhhbXBsZQ==?=',
  'in quoted printable': '=?iso-8859-1?q?ana=40corp.example?=',
  'encoded twice': 'ana%2540corp.example',
  'encoded three times': 'ana%252540corp.example',
  'with an entity': 'ana&#64;corp.example or ana&#x40;corp.example or ana&commat;corp.example',
  'with a wide @': 'ana\uff20corp.example',
  'with an apostrophe': "ana.o'doe@corp.example",
  'at an address literal': 'ana@[203.0.113.77]',
  'beside a name with an @': 'Ana @ Corp ana@corp.example <x@y.example>',
  'in a list with a broken quote': '"Ana Doe <x@y.example>, Bo <bo@corp.example>',
  'in capitals': 'ANA.DOE@CORP.EXAMPLE',
};
const IN_TEXT: Readonly<Record<string, string>> = {
  'a user and a password in a URL': 'https://ana:doe@host.example/path',
  'a user in a URL': 'ftp://ana@host.example/path',
  'an address in a URL': 'https://ana%40corp.example:doe@host.example/',
};
const LEAK = /ana|doe|corp\.example/i;

const FIELDS = [
  'senderHeader',
  'senderEnvelope',
  'recipients',
  'fromHdr',
  'info',
  'rejectionInfo',
  'user',
  'Recipients',
];

const CASES = FIELDS.flatMap((field) =>
  ['drop', 'pseudonymise'].flatMap((choice) => FORMATS.map((format) => ({ field, choice, format }))),
);

describe('An address', () => {
  for (const [what, text] of Object.entries(SPELLINGS)) {
    it(`${what} is hidden whole, in each field and in each format`, () => {
      for (const { field, choice, format } of CASES) {
        // In a sentence nobody can tell such a name from other words.
        if (what.startsWith('beside') && field.endsWith('nfo')) continue;
        const given = { ...choices(choice), raw: true };
        const payload = shown(formatted(withRecord({ [field]: text }), { format, given, key: KEY }));
        assert.doesNotMatch(payload, LEAK, `${field}, ${format}, ${choice}`);
      }
    });
  }

  for (const [what, text] of Object.entries(IN_TEXT)) {
    it(`or ${what} is hidden`, () => {
      for (const field of ['info', 'url', 'rejectionInfo'])
        assert.doesNotMatch(
          shown(
            formatted(withRecord({ [field]: text }), {
              format: 'json',
              given: { ...choices('pseudonymise'), raw: true },
              key: KEY,
            }),
          ),
          LEAK,
          field,
        );
    });
  }

  it('has one pseudonym in all fields, beside a name, with a parameter and before a full stop', () => {
    const of = (info: string): string =>
      String(
        Object(
          objectOf(withRecord({ info }), {
            format: 'json',
            given: { ...choices('pseudonymise'), raw: true },
            key: KEY,
          }),
        )['mimecast_info'],
      );
    const plain = of('ana@corp.example');
    assert.match(plain, /^[0-9a-f]{16}@[0-9a-f]{12}\.invalid$/);
    for (const text of [
      'seen ana@corp.example.',
      'user=ana@corp.example',
      "'ana@corp.example'",
      '<ana@corp.example>',
    ])
      assert.ok(of(text).includes(plain), of(text));
  });
});

describe('The name of a remote computer', () => {
  it('is hidden under each of its names', () => {
    for (const name of ['remoteHost', 'remoteName', 'remoteEhlo', 'RemoteHost']) {
      const payload = formatted(withRecord({ [name]: 'ana-laptop.corp.example' }), {
        format: 'json',
        given: { addresses: 'pseudonymise', raw: true },
        key: KEY,
      });
      assert.doesNotMatch(shown(payload), LEAK, name);
    }
  });
});

describe('The id of an event with hidden members', () => {
  const record = { subject: 'salary of Ana' };
  const idOf = (given: object, key = KEY): string =>
    String(objectOf(withRecord(record), { format: 'json', given, key })['id']);
  const original = idOf({});

  it('can not be computed from a guess of the original', () => {
    const hidden = idOf(choices('pseudonymise'));
    assert.match(hidden, /^[0-9a-f]{32}$/);
    assert.notEqual(hidden, original);
    const guess = hash('sha256', JSON.stringify(withRecord(record).record));
    assert.ok(!guess.startsWith(hidden));
    assert.equal(hidden, createHmac('sha256', KEY).update(`id\0${original}`).digest('hex').slice(0, 32));
  });

  it('is the same for the same record and key, and another with another key', () => {
    assert.equal(idOf(choices('pseudonymise')), idOf(choices('pseudonymise')));
    assert.notEqual(
      idOf(choices('pseudonymise')),
      idOf(choices('pseudonymise'), 'another key for the tests'),
    );
  });

  it('has a key also where members are left out, and no key is entered', () => {
    const hidden = idOf(choices('drop'), '');
    assert.equal(hidden, idOf(choices('drop'), ''));
    assert.notEqual(hidden, original);
  });

  it('stays as it is where nothing is hidden', () => {
    assert.equal(idOf({}, ''), original);
  });
});
