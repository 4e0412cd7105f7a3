/** The validator refuses an event for every kind of rule of the schema, one broken event each. */
import assert from 'node:assert/strict';
import { ocsfProblems } from './validate';

type Json = Readonly<Record<string, unknown>>;

const base = (uid: number, category: number, caption: string, version = '1.8.0'): Json => ({
  class_uid: uid,
  class_name: caption,
  category_uid: category,
  activity_id: 99,
  activity_name: 'own word',
  type_uid: uid * 100 + 99,
  type_name: `${caption}: Other`,
  severity_id: 1,
  severity: 'Informational',
  time: 1_763_633_012_345,
  metadata: {
    version,
    product: { name: 'Gateway', vendor_name: 'Mimecast' },
    profiles: ['security_control'],
  },
});

const EMAIL: Json = {
  ...base(4009, 4, 'Email Activity'),
  direction_id: 1,
  direction: 'Inbound',
  disposition_id: 2,
  disposition: 'Blocked',
  from: 'bob@vendor.example',
  email: {
    from: 'bob@vendor.example',
    files: [{ name: 'a.pdf', type_id: 1, hashes: [{ algorithm_id: 3, value: '00ff' }] }],
    urls: [
      {
        url_string: 'https://bad.example/',
        port: 443,
        category_ids: [18, 99],
        categories: ['Phishing', 'Fraud'],
      },
    ],
  },
  src_endpoint: { ip: '2001:db8::1', hostname: 'mx.vendor.example' },
  observables: [
    { type_id: 2, name: 'src_endpoint.ip', value: '2001:db8::1' },
    { type_id: 8, name: 'email.files[].hashes[].value', value: '00ff' },
  ],
  unmapped: { anything: [null, { at: 'all' }] },
};
const LOGON: Json = {
  ...base(3002, 3, 'Authentication'),
  user: { name: 'ana' },
  service: { name: 'Console' },
};
const FINDING: Json = {
  ...base(2004, 2, 'Detection Finding'),
  finding_info: { uid: '1', title: 'Malware' },
  evidences: [{ data: { any: 'thing' } }],
};
const ACCOUNT: Json = { ...base(3001, 3, 'Account Change'), user: { name: 'ana' } };
const MANAGED: Json = { ...base(3007, 3, 'User Management', '1.9.0'), user: { name: 'ana' } };
const GROUP: Json = { ...base(3006, 3, 'Group Management'), group: { name: 'VIP' } };
const GROUP_9: Json = { ...base(3006, 3, 'Group Management', '1.9.0'), group: { name: 'VIP' } };

const VALID = { EMAIL, LOGON, FINDING, ACCOUNT, MANAGED, GROUP, GROUP_9 };

/** A copy with one member changed; undefined takes it away. */
function changed(value: unknown, [step = '', ...steps]: readonly string[], to: unknown): unknown {
  const member = steps.length === 0 ? to : changed(Object(value)[step], steps, to);
  if (Array.isArray(value)) return value.map((one, index) => (String(index) === step ? member : one));
  const { [step]: _before, ...others } = Object(value);
  return member === undefined ? others : { ...others, [step]: member };
}

// biome-ignore format: a table
const BROKEN: readonly (readonly [rule: string, of: Json, path: string, to: unknown, problem: RegExp])[] = [
  ['an attribute that is not known', EMAIL, 'tls', { version: '1.3' }, /additional.*tls/],
  ['a member of an object that is not known', EMAIL, 'email.files.0.url_string', 'x', /files\/0.*additional.*url_string/],
  ['an attribute of a profile that is not named', EMAIL, 'metadata.profiles', undefined, /additional.*disposition_id/],
  ['a profile that the class does not have', EMAIL, 'metadata.profiles', ['incident'], /profiles\/0.*allowed values/],
  ['a profile named twice', EMAIL, 'metadata.profiles', ['security_control', 'security_control'], /duplicate/],
  ['a required attribute that is missing', EMAIL, 'direction_id', undefined, /required.*direction_id/],
  ['a required member that is missing', EMAIL, 'email.files.0.type_id', undefined, /files\/0.*required.*type_id/],
  ['an object with none of the members of which it needs one', EMAIL, 'email.from', undefined, /email.*anyOf/],
  ['an empty object', EMAIL, 'src_endpoint', {}, /src_endpoint.*anyOf/],
  ['a class with none of the attributes of which it needs one', LOGON, 'service', undefined, /anyOf/],
  ['evidence without content', FINDING, 'evidences.0', { verdict_id: 2 }, /evidences\/0.*anyOf/],
  ['a single value for a list', EMAIL, 'to', 'ana@corp.example', /\/to must be array/],
  ['a list for a single value', EMAIL, 'from', ['ana@corp.example'], /\/from must be string/],
  ['an empty list', EMAIL, 'to', [], /\/to must NOT have fewer than 1/],
  ['an empty text', EMAIL, 'message', '', /\/message must NOT have fewer than 1/],
  ['a number as text', EMAIL, 'status_code', 550, /\/status_code must be string/],
  ['a text as a number', EMAIL, 'attempt', '1', /\/attempt must be integer/],
  ['a number that is not whole', EMAIL, 'risk_score', 1.5, /\/risk_score must be integer/],
  ['a truth value as text', FINDING, 'is_alert', 'true', /\/is_alert must be boolean/],
  ['a text for an object', EMAIL, 'email', 'bob@vendor.example', /\/email must be object/],
  ['a null', EMAIL, 'message', null, /\/message must be string/],
  ['an id that the class does not have', EMAIL, 'direction_id', 5, /\/direction_id must be equal to one/],
  ['an id of a member that the object does not have', EMAIL, 'email.files.0.hashes.0.algorithm_id', 98, /algorithm_id must be equal to one/],
  ['an activity of another class', EMAIL, 'activity_id', 6, /\/activity_id must be equal to one/],
  ['an id in a list that is not known', EMAIL, 'email.urls.0.category_ids', [18, 1000], /category_ids\/1 must be equal to one/],
  ['a status of a finding elsewhere', EMAIL, 'status_id', 4, /\/status_id must be equal to one/],
  ['an address that is none', EMAIL, 'from', 'jürgen@corp.example', /\/from must match pattern/],
  ['an IP address that is none', EMAIL, 'src_endpoint.ip', 'Internal IP', /ip must match format/],
  ['a list of IP addresses', EMAIL, 'src_endpoint.ip', '192.0.2.1, 192.0.2.2', /ip must match pattern/],
  ['a host name that is none', EMAIL, 'src_endpoint.hostname', 'not a host', /hostname must match format/],
  ['a host name that is too long', EMAIL, 'src_endpoint.hostname', 'a.'.repeat(127), /hostname must NOT have more/],
  ['a port out of range', EMAIL, 'email.urls.0.port', 65_536, /port must be <= 65535/],
  ['a hash that is none', EMAIL, 'email.files.0.hashes.0.value', 'xyz', /value must match pattern/],
  ['a time in seconds', EMAIL, 'time', 1_763_633_012, /\/time must be >=/],
  ['an attribute that is deprecated', EMAIL, 'smtp_hello', 'mx', /additional.*smtp_hello/],
  ['a member that is deprecated', EMAIL, 'email.smtp_from', 'bob@vendor.example', /email.*additional.*smtp_from/],
  ['a caption of another severity', EMAIL, 'severity', 'Low', /severity is Low beside severity_id 1/],
  ['a caption of another activity', { ...EMAIL, activity_id: 2, type_uid: 400_902 }, 'activity_name', 'Scan', /activity_name is Scan/],
  ['a caption of another direction', EMAIL, 'direction', 'Outbound', /direction is Outbound/],
  ['a caption of another disposition', EMAIL, 'disposition', 'block', /disposition is block/],
  ['a name of another class', EMAIL, 'class_name', 'Email', /class_name is Email/],
  ['a caption of another id in a list', EMAIL, 'email.urls.0.categories', ['Fraud', 'Fraud'], /categories is Fraud/],
  ['a list of captions of another length', EMAIL, 'email.urls.0.categories', ['Phishing'], /not one caption/],
  ['a type that does not follow', EMAIL, 'type_uid', 400_901, /type_uid 400901/],
  ['a name of a type that does not follow', EMAIL, 'type_name', 'Email Activity: Send', /type_name/],
  ['another category', EMAIL, 'category_uid', 3, /\/category_uid must be equal to one/],
  ['an observable whose value is another one', EMAIL, 'observables.0.value', '192.0.2.1', /src_endpoint.ip is not there/],
  ['an observable of a member that is not there', EMAIL, 'observables.0.name', 'dst_endpoint.ip', /dst_endpoint.ip is not there/],
  ['an observable without a type', EMAIL, 'observables.0.type_id', undefined, /observables\/0.*required.*type_id/],
  ['text in unmapped', EMAIL, 'unmapped', 'text', /\/unmapped must be object/],
  ['a version that is not known', EMAIL, 'metadata.version', '1.7.0', /version 1\.7\.0/],
  ['a class that is not known', EMAIL, 'class_uid', 4011, /class 4011/],
  ['the account class of 1.8 in 1.9', ACCOUNT, 'metadata.version', '1.9.0', /class 3001/],
  ['the user class of 1.9 in 1.8', MANAGED, 'metadata.version', '1.8.0', /class 3007/],
  ['the users of a group in 1.8', GROUP, 'users', [{ name: 'ana' }], /additional.*users/],
  ['the user of a group in 1.9', GROUP_9, 'user', { name: 'ana' }, /additional.*user/],
];

describe('The validator of OCSF', () => {
  for (const [name, event] of Object.entries(VALID)) {
    it(`accepts a valid event: ${name}`, () => assert.deepEqual(ocsfProblems(event), []));
  }

  it('accepts the user of a group in 1.8 and the users in 1.9', () => {
    assert.deepEqual(ocsfProblems({ ...GROUP, user: { name: 'ana' } }), []);
    assert.deepEqual(ocsfProblems({ ...GROUP_9, users: [{ name: 'ana' }] }), []);
  });

  for (const [rule, of, path, to, problem] of BROKEN) {
    it(`refuses ${rule}`, () => {
      const problems = ocsfProblems(changed(of, path.split('.'), to));
      assert.ok(
        problems.some((one) => problem.test(one)),
        JSON.stringify(problems),
      );
    });
  }

  it('refuses what is no object', () => {
    for (const value of [undefined, null, 'event', [EMAIL]])
      assert.deepEqual(ocsfProblems(value), ['no object']);
  });
});
