/** Encodings and notations of addresses and names that were left whole or in parts. */
import assert from 'node:assert/strict';
import { FORMATS } from '../../../../nodes/lib/properties/values/format-options';
import type { Sample } from '../samples';
import { formatted, objectOf } from '../support/format-sample';

const KEY = 'a key for the tests';
const choices = (choice: string) => ({
  addresses: choice,
  subjects: choice,
  ips: choice,
  urlQueries: choice,
});
const withRecord = (record: object): Sample => ({
  log: 'siem',
  type: 'receipt',
  record: { type: 'receipt', timestamp: 1_763_633_012_345, ...record },
});
const shown = (payload: unknown): string => (typeof payload === 'string' ? payload : JSON.stringify(payload));
const hiddenIn = (sample: Sample, format: (typeof FORMATS)[number], choice: string): string =>
  shown(formatted(sample, { format, given: { ...choices(choice), raw: true }, key: KEY }));

const LEAK = /ana|doe|corp\b/i;

/** The person is Ana Doe of corp.example; nothing of it may be left, wherever the text is. */
const ANYWHERE: Readonly<Record<string, string>> = {
  'in quoted-printable': 'ana=40corp.example',
  'with an escape of a script': 'ana\\x40corp.example',
  'with an octal escape': 'ana\\100corp.example',
  'with an escape in braces': 'ana\\u{40}corp.example',
  'with an escape of JSON in JSON': '{\\"a\\":\\"ana\\\\u0040corp.example\\"}',
  'with an escape of old browsers': 'ana%u0040corp.example',
  'in UTF-7': 'ana+AEA-corp.example',
  'with an entity without its end': 'ana&#64corp.example',
  'with an entity in an entity': 'ana&amp;#64;corp.example or ana&amp;commat;corp.example',
  'with an entity with many zeros': 'ana&#0000000064;corp.example',
  'with entities in front of the @': '&#97;&#110;&#97;@corp.example',
  'encoded letter by letter': '%61%6e%61%40%63%6f%72%70.example',
  'with digits that are encoded': 'ana%25%34%30corp.example',
  'with a name in an entity': 'Ana Doe &lt;ana@corp.example&gt;',
  'with blanks': 'ana @ corp.example, ana@ corp.example, ana\t@corp.example',
  'on two lines': 'ana\r\n @corp.example',
  'with two signs': 'ana@@corp.example',
  'with a word': 'ana(at)corp.example or ana [at] corp.example',
  'with a comment inside': 'ana(Ana Doe)@corp.example, ana@(Ana Doe)corp.example',
  'with signs of a query': 'ana&doe@corp.example, ana?doe@corp.example',
  'in pieces': '/G=Ana/S=Doe/@gateway.example',
  'with a long local part': `ana.${'x'.repeat(400)}@corp.example`,
  'with a long domain': `ana@${'x'.repeat(300)}.corp.example`,
  'with a nested comment': 'x@y.example (Ana (nick) Doe)',
  'with a comment further away': 'x@y.example   (Ana Doe)',
  'with a comment before it': '(Ana Doe) x@y.example',
  'with a name in quotes before it': '"Ana Doe" x@y.example',
  'with the last name first': 'Doe, Ana <x@y.example>',
  'in an encoded word that is cut off': '=?utf-8?Q?ana=40corp.example',
  'in an encoded word of unknown characters': '=?x-unknown?Q?ana=40corp.example?=',
  'in an encoded word with invalid bytes': '=?utf-8?Q?ana=40corp.example=FF?=',
  'in an encoded word of great length': `=?utf-8?Q?${'x'.repeat(4200)}=20ana=40corp.example?=`,
  'in an encoded word in an encoded word': '=?utf-8?Q?=3D=3Futf-8=3FQ=3Fana=3D40corp.example=3F=3D?=',
  'of a user in a URL without a scheme': '//ana:doe@host.example/',
  'of a user in a URL in JSON': 'https:\\/\\/ana:doe@host.example',
  'of a user in a URL in a URL': 'x?u=https%3A%2F%2Fana%3Adoe%40host.example',
  'of a user with a slash in the password': 'https://ana:d/oe@host.example/',
  'of several people': 'mailto:ana@corp.example?cc=doe@corp.example&subject=x',
};
const FIELDS = ['senderHeader', 'recipients', 'fromHdr', 'info', 'rejectionInfo', 'user', 'url'];

describe('An address in another notation', () => {
  for (const [what, text] of Object.entries(ANYWHERE)) {
    it(`${what} is hidden whole`, () => {
      for (const field of FIELDS)
        for (const choice of ['drop', 'pseudonymise'])
          for (const format of ['json', 'cef'] as const)
            assert.doesNotMatch(hiddenIn(withRecord({ [field]: text }), format, choice), LEAK, field);
    });
  }

  it('keeps what is around it', () => {
    const of = (info: string): unknown =>
      objectOf(withRecord({ info }), {
        format: 'json',
        given: { addresses: 'pseudonymise' },
        key: KEY,
      })['mimecast_info'];
    const plain = String(of('ana@corp.example'));
    const encoded = plain.replace('@', '%40');
    assert.equal(
      of('seen https://x.example/u/ana%40corp.example/x?y=1, twice'),
      `seen https://x.example/u/${encoded}/x?y=1, twice`,
    );
    assert.equal(of('a=1&user=ana@corp.example&b=2'), `a=1&user=${plain}&b=2`);
    assert.equal(of('line one\nana@corp.example\nline three'), `line one\n${plain}\nline three`);
    assert.equal(of('price=40.50, width=400 px, 50%40'), 'price=40.50, width=400 px, 50%40');
    assert.equal(
      of('https://host.example:8443/path//file @ noon'),
      'https://host.example:8443/path//file @ noon',
    );
  });
});

describe('A name without an address', () => {
  it('is hidden in fields of people', () => {
    for (const text of [
      'Ana Doe',
      'ana.doe',
      'CORP\\ana',
      '/O=CORP/CN=RECIPIENTS/CN=ANA',
      'CN=Ana Doe,DC=corp',
    ])
      for (const field of ['senderHeader', 'recipients', 'fromHdr', 'senderAddress', 'user', 'to', 'replyTo'])
        assert.doesNotMatch(hiddenIn(withRecord({ [field]: text }), 'json', 'pseudonymise'), LEAK, field);
  });

  it('is hidden in a directory name in a sentence, and in JSON in a text', () => {
    for (const info of [
      'bound as CN=Ana Doe,OU=Users',
      '{"address":"x@y.example","name":"Ana Doe"}',
      '[{"displayName":"Ana Doe"}]',
      "{'fullName': 'Ana Doe'}",
      JSON.stringify(JSON.stringify({ user: 'Ana Doe' })),
    ])
      assert.doesNotMatch(hiddenIn(withRecord({ info }), 'json', 'pseudonymise'), LEAK, info);
  });

  it('leaves times, numbers and JSON without people as they are', () => {
    const record = { to: '2026-11-20T05:58:12+0000', from: '1763633012345', info: '{ "a": [1.50, "b"] }' };
    const one = objectOf(withRecord(record), { format: 'json', given: choices('pseudonymise'), key: KEY });
    assert.equal(one['mimecast_to'], record.to);
    assert.equal(one['mimecast_from'], record.from);
    assert.equal(one['mimecast_info'], record.info);
  });
});

describe('A message id', () => {
  it('with the address of somebody in it is hidden, others keep what identifies the message', () => {
    const of = (messageId: string): unknown =>
      objectOf(withRecord({ messageId }), { format: 'json', given: { addresses: 'pseudonymise' }, key: KEY })[
        'message_id'
      ];
    for (const id of [
      '<SRS0=HH=TT=corp.example=ana@relay.example>',
      '<prvs=12ab=ana@x.example>',
      '<bounce-ana=corp.example@x.example>',
      '<1.ana=40corp.example@x.example>',
      '"Doe, Ana"@corp.example',
      'Ana Doe <x@y.example>',
    ])
      assert.doesNotMatch(String(of(id)), LEAK, id);
    assert.match(String(of('<CAF=x_1+y@mail.example>')), /^<CAF=x_1\+y@[0-9a-f]{12}\.invalid>$/);
    assert.match(
      String(of('<1@a.example> <2@b.example>')),
      /^<1@[0-9a-f]{12}\.invalid> <2@[0-9a-f]{12}\.invalid>$/,
    );
  });
});

describe('Type, account and marks of a record', () => {
  const HOSTILE: readonly object[] = [
    { payload: { type: 'ana@corp.example', accountId: 'ana@corp.example' } },
    { payload: { type: 'x', accountId: 'ana@corp.example' }, log: 'siem' },
    { payload: { a: 1 }, log: 'held', releasedBy: 'ana@corp.example', change: 'ana@corp.example' },
    { payload: { host: 'ana@corp.example', sourcetype: 'ana@corp.example', event: { type: 'receipt' } } },
  ];

  it('are filtered like the record, in each format', () => {
    for (const format of FORMATS)
      for (const { payload, ...marks } of HOSTILE.map((one) => Object.assign({ payload: {} }, one))) {
        const sample: Sample = { log: '', type: '', record: payload, marks };
        assert.doesNotMatch(hiddenIn(sample, format, 'pseudonymise'), LEAK, format);
      }
  });
});

describe('An IP address', () => {
  it('is hidden as mail servers and sentences write it', () => {
    for (const text of [
      '[IPv6:2001:db8:ca::77]',
      'connect to 2001:db8:ca::77: refused',
      'connect to 2001:db8:ca:0:0:0:0:77: refused',
      '203.000.113.077',
    ])
      assert.doesNotMatch(
        hiddenIn(withRecord({ info: text }), 'json', 'pseudonymise'),
        /ca::?(?:77|0)|0?113\.0?77/,
        text,
      );
  });
});

describe('A text with thousands of addresses or names', () => {
  const hidden = (record: object): string => hiddenIn(withRecord(record), 'json', 'pseudonymise');

  it('gets one pseudonym for all of it, and one with fewer has them all', () => {
    for (const part of ['ana@corp.example, ', 'Ana <', '"Ana", ', 'cn=ana ', 'ana%40corp.example ']) {
      const text = part.repeat(2_100);
      for (const field of ['info', 'recipients']) {
        const shownText = hidden({ [field]: text });
        assert.doesNotMatch(shownText, /corp\.example/, part);
        if (part.includes('corp'))
          assert.match(shownText, new RegExp(`"mimecast_${field}":"name-[0-9a-f]{16}"`), part);
      }
    }
    assert.equal(
      hidden({ info: 'ana@corp.example, '.repeat(100) }).match(/\.invalid, /g)?.length,
      200,
      'and in raw',
    );
  });
});
