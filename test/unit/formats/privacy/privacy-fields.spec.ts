/** Locations of private data in real records: names, free text, JSON in texts, nested lists. */
import assert from 'node:assert/strict';
import { FORMATS } from '../../../../nodes/lib/properties/values/format-options';
import { SAMPLES, type Sample } from '../samples';
import { formatted, objectOf } from '../support/format-sample';
import { choices, KEY } from './choices';

/** The private values of a record, found by their form alone and not by the code under test. */
function secretsOf(sample: Sample): string[] {
  const text = JSON.stringify(sample.record).replaceAll('\\"', '"');
  const { subject } = sample.record;
  return [
    ...(text.match(/[\w.+-]+@[\w-]+\.\w[\w.-]*/g) ?? []),
    ...(text.match(/\b\d{1,3}(?:\.\d{1,3}){3}\b|2001:db8:[0-9a-f:]+/g) ?? []),
    ...(text.match(/\?[\w%=&.@-]+/g) ?? []).map((one) => one.slice(1)),
    ...(typeof subject === 'string' ? [subject] : []),
  ];
}
const shown = (payload: unknown): string => (typeof payload === 'string' ? payload : JSON.stringify(payload));

const withText = (text: string): Sample => ({
  log: 'audit',
  type: 'audit',
  record: {
    ...{ id: 'eNq', auditType: 'Search Action', user: 'admin@corp.example', category: 'case_review_logs' },
    ...{ eventTime: '2026-11-20T05:58:12+0000', eventInfo: text },
  },
});
const withRecord = (record: object): Sample => ({
  log: 'siem',
  type: 'receipt',
  record: { type: 'receipt', timestamp: 1_763_633_012_345, ...record },
});

const PLACES: readonly (readonly [what: string, sample: Sample, canary: RegExp])[] = [
  [
    'a name before an address',
    withRecord({ senderHeader: 'Canary Person <c.p@corp.example>' }),
    /canary|c\.p@/i,
  ],
  ['a name in quotes', withRecord({ senderHeader: '"Person, Canary" <c.p@corp.example>' }), /canary|c\.p@/i],
  [
    'names in a list',
    withRecord({ recipients: ['A <a@x.example>', 'Canary <c.p@x.example>'] }),
    /canary|c\.p@/i,
  ],
  [
    'names in a list in a text',
    withRecord({ recipients: 'A <a@x.example>, Canary <c.p@x.example>' }),
    /canary|c\.p@/i,
  ],
  ['a person without an address', withRecord({ senderHeader: 'Canary Person' }), /canary/i],
  [
    'a user without a domain',
    { ...withText('x'), record: { ...withText('x').record, user: 'canary' } },
    /canary/i,
  ],
  [
    'a name in an audit record',
    withText('Support access by user<Canary Person> Date: 2026-11-20'),
    /canary/i,
  ],
  [
    'a subject in an audit record',
    withText('Held message released, Subject: Canary, or not, From: a@x.example, Date: 2026-11-20'),
    /canary|or not/i,
  ],
  ['a subject at the end of a line', withText('Subject: canary one\nTo: a@x.example'), /canary/i],
  [
    'a subject in JSON in a text',
    withText('search criteria : {"subject":"canary \\"one\\"","a":1}'),
    /canary|one/i,
  ],
  [
    'a query behind a host without a scheme',
    withText('URL: bad.example/x?u=canary, Match Type: explicit'),
    /canary/i,
  ],
  [
    'a query in a list of a list',
    withRecord({ tagMap: { UrlReputationScan: { Url: ['https://x.example/p?u=canary'] } } }),
    /canary/i,
  ],
  [
    'lists of lists of objects',
    withRecord({ a: [[{ b: [{ emailAddress: 'canary@x.example' }] }]] }),
    /canary/i,
  ],
  [
    'a lookalike name',
    withRecord({
      impersonationResults: [{ similarDomain: 'Canary Chief', stringSimilarToDomain: 'canary.example' }],
    }),
    /canary/i,
  ],
  [
    'JSON in JSON in a text',
    withRecord({
      spamProcessingDetail: JSON.stringify(JSON.stringify({ spf: { info: 'canary@x.example' } })),
    }),
    /canary/i,
  ],
  [
    'a name beside an address of another name',
    withRecord({ who: { name: 'Canary', email: 'a@x.example' } }),
    /canary/i,
  ],
  ['a name of a sender', withRecord({ from: { name: 'Canary' }, cc: [{ name: 'Canary' }] }), /canary/i],
  ['a copy to a person', withRecord({ cc: 'Canary Person <a@x.example>', bcc: ['canary@x'] }), /canary/i],
  ['who made a change', withRecord({ createdBy: 'Canary Person', releasedBy: 'canary' }), /canary/i],
  [
    'the parts of a name',
    withRecord({ firstName: 'Canary', lastName: 'Canary', senderName: 'Canary' }),
    /canary/i,
  ],
  ['the host of a delivery', withRecord({ Hostname: 'mx.canary.example' }), /canary/i],
  [
    'what an impersonation is similar to',
    withRecord({
      a: {
        'ImpersonationCheck:DisplayNameSimilarity': ['Canary'],
        'ImpersonationCheck:DomainSimilarity': ['canary.example'],
      },
    }),
    /canary/i,
  ],
  ['a name of a member', withRecord({ byUser: { 'canary@x.example': 1 } }), /canary/i],
  ['bytes that a flow put there', withRecord({ bytes: Buffer.from('canary@x.example') }), /canary/i],
  ['an address in capitals', withRecord({ info: 'CANARY@X.EXAMPLE' }), /canary/i],
  ['an address with an escaped @', withRecord({ info: 'https://x.example/canary%40x.example/' }), /canary/i],
  ['an IPv6 address in brackets', withRecord({ info: 'from [2001:db8:ca:0::77]:25' }), /2001:db8:ca/i],
  ['an IPv4 address as IPv6', withRecord({ info: 'from ::ffff:203.0.113.77' }), /203\.0\.113\.77/],
];

describe('Private data is found in every location', () => {
  for (const [what, sample, canary] of PLACES) {
    it(what, () => {
      for (const choice of ['drop', 'pseudonymise']) {
        for (const format of FORMATS) {
          const given = { ...choices(choice), raw: true };
          assert.doesNotMatch(
            shown(formatted(sample, { format, given, key: KEY })),
            canary,
            `${format}, ${choice}`,
          );
        }
      }
      const original = shown(formatted(sample, { format: 'json', given: { raw: true } }));
      if (!what.startsWith('bytes')) assert.match(original, canary, 'the test would see it');
    });
  }

  for (const [name, sample] of Object.entries(SAMPLES)) {
    it(`${name}: no address, subject, IP address or query is left, in any format`, () => {
      const secrets = secretsOf(sample);
      for (const choice of ['drop', 'pseudonymise']) {
        for (const format of FORMATS) {
          const given = { ...choices(choice), raw: true };
          const text = shown(formatted(sample, { format, given, key: KEY })).replaceAll('\\"', '"');
          assert.deepEqual(
            secrets.filter((secret) => text.includes(secret)),
            [],
            `${format}, ${choice}`,
          );
        }
      }
    });
  }
});

describe('Pseudonyms join', () => {
  const json = (sample: Sample) =>
    objectOf(sample, { format: 'json', given: choices('pseudonymise'), key: KEY });
  const of = (name: string, changes: object): Sample => {
    const found = SAMPLES[name];
    assert.ok(found !== undefined, name);
    return { ...found, record: { ...found.record, ...changes } };
  };

  it('one person, one subject and one message over all logs', () => {
    const ana = 'Ana@corp.example';
    const receipt = json(
      of('siem-receipt', { recipients: ana, subject: 'Q3 numbers', messageId: '<m1@corp.example>' }),
    );
    const [address] = Object(receipt['to']);
    const dlp = json(of('dlp', { senderAddress: 'ana@corp.example' }));
    assert.equal(dlp['from'], address);
    assert.equal(dlp['subject'], receipt['subject']);
    assert.equal(dlp['message_id'], receipt['message_id']);
    assert.equal(json(of('audit-logon-failed', { user: ana }))['user'], address);
    assert.equal(json(of('held-releases', { operator: { emailAddress: ana } }))['actor'], address);
    assert.equal(json(of('directory-users', { emailAddress: ana }))['user'], address);
    assert.deepEqual(json(of('ttp-url', { userEmailAddress: `Ana <${ana}>` }))['to'], [address]);
    const info = withText('Message released, Subject: Q3 numbers, To: ana@corp.example, Date: 2026-11-20');
    assert.ok(String(json(info)['message']).includes(String(address)));
    assert.ok(String(json(info)['message']).includes(String(receipt['subject'])));
  });

  it('one IP address in all of its spellings', () => {
    const ips = ['2001:db8::77', '2001:0DB8:0:0::77', '2001:db8:0:0:0:0:0:77'].map(
      (senderIp) => json(of('siem-receipt', { senderIp }))['source_ip'],
    );
    assert.equal(new Set(ips).size, 1);
    const mapped = ['203.0.113.77', '::ffff:203.0.113.77'].map(
      (senderIp) => json(of('siem-receipt', { senderIp }))['source_ip'],
    );
    assert.equal(new Set(mapped).size, 1);
    assert.notEqual(ips[0], mapped[0]);
  });

  it('and keep the source and the class of an event', () => {
    for (const [name, sample] of Object.entries(SAMPLES)) {
      const [original, hidden] = [{}, choices('pseudonymise')].map((given) =>
        objectOf(sample, { format: 'ocsf', given, key: KEY }),
      );
      // OCSF refuses this address, and accepts its pseudonym
      const expected = name === 'ttp-attachment-no-address' ? 400_903 : original?.['type_uid'];
      assert.equal(hidden?.['type_uid'], expected, name);
      assert.equal(hidden?.['severity_id'], original?.['severity_id'], name);
    }
  });
});
