import assert from 'node:assert/strict';
import { SAMPLES, type Sample } from './samples';
import { objectOf } from './support/format-sample';

/** ECS documentation of event.type: the types that are expected with a category. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  email: ['info'],
  malware: ['info'],
  intrusion_detection: ['allowed', 'denied', 'info'],
  authentication: ['start', 'end', 'info'],
  iam: ['admin', 'change', 'creation', 'deletion', 'group', 'info', 'user'],
  configuration: ['access', 'change', 'creation', 'deletion', 'info'],
};
const KINDS = ['alert', 'asset', 'event', 'metric', 'state'];

const sample = (name: string, changes: object = {}): Sample => {
  const found = SAMPLES[name];
  assert.ok(found !== undefined, name);
  return { ...found, record: { ...found.record, ...changes } };
};
const ecs = (of: Sample, given: object = {}) => Object(objectOf(of, { format: 'ecs', given }));

describe('ECS', () => {
  for (const [name, of] of Object.entries(SAMPLES)) {
    it(`${name} uses its vocabularies`, () => {
      const { event } = ecs(of);
      assert.ok(KINDS.includes(event.kind), event.kind);
      const allowed = event.category.flatMap((category: string) => TYPES[category] ?? []);
      assert.ok(event.category.length > 0 && event.type.length > 0);
      for (const type of event.type) assert.ok(allowed.includes(type), `${event.category}: ${type}`);
      assert.ok([undefined, 'success', 'failure', 'unknown'].includes(event.outcome));
    });
  }

  for (const [name, expected] of [
    ['siem-av', { kind: 'alert', category: ['email', 'malware'], type: ['info'] }],
    [
      'siem-url-protect',
      { kind: 'alert', category: ['email', 'intrusion_detection'], type: ['info', 'denied'] },
    ],
    ['ttp-url', { kind: 'alert', category: ['email', 'intrusion_detection'], type: ['info', 'allowed'] }],
    ['audit-logon', { kind: 'event', category: ['authentication'], type: ['start'] }],
    ['audit-logon-failed', { kind: 'event', category: ['authentication'], type: ['info'] }],
    ['audit-group', { kind: 'event', category: ['iam'], type: ['admin', 'group', 'creation'] }],
    ['audit-policy', { kind: 'event', category: ['configuration'], type: ['change'] }],
    ['directory-users', { kind: 'asset', category: ['iam'], type: ['info', 'user'] }],
  ] as const) {
    it(`${name} has the fields of Elastic's rules`, () => {
      const { kind, category, type } = ecs(sample(name)).event;
      assert.deepEqual({ kind, category, type }, expected);
    });
  }

  it('rates a block that worked as a success, and a failed delivery as a failure', () => {
    assert.equal(ecs(sample('siem-receipt')).event.outcome, 'success');
    assert.equal(ecs(sample('siem-delivery', { delivered: 'false' })).event.outcome, 'failure');
    assert.equal(ecs(sample('siem-journal')).event.outcome, undefined);
  });

  it('rates a held message that expired as no success, whatever its status is', () => {
    const messageInfo = 'Expired in queue - rejected by housekeeping';
    for (const status of ['released', 'rejected', undefined]) {
      const expired = { log: 'held', type: 'releases', record: { id: 'r1', status, messageInfo } };
      const { action, outcome } = ecs(expired).event;
      assert.deepEqual([action, outcome], ['expired', 'failure']);
    }
  });

  it('uses the sender of the header first, with the envelope sender beside it', () => {
    const { email } = ecs(sample('siem-receipt'));
    assert.deepEqual(email.from.address, ['sales@vendor.example']);
    assert.equal(email.sender.address, 'bob@vendor.example');
    assert.equal(email.message_id, 'r1@vendor.example');
    assert.equal(ecs(sample('siem-journal')).email.sender, undefined);
  });

  it('never uses other text as an IP address', () => {
    const { source, mimecast } = ecs(sample('ttp-url'));
    assert.equal(source, undefined);
    assert.equal(mimecast.ttp.sendingIp, 'Internal IP');
  });

  it('gives a field one type, whatever the record contains', () => {
    const shapes = [
      { shape: 'text' },
      { shape: { of: 'things' } },
      { shape: [1, 'two'] },
      { shape: 7 },
      { shape: true },
    ];
    for (const { shape } of shapes) {
      const own = ecs(sample('siem-unknown', { shape })).mimecast.siem.shape;
      assert.ok(
        [own].flat().every((one) => typeof one === 'string'),
        JSON.stringify(own),
      );
    }
    const dotted = ecs(sample('siem-unknown', { 'a.b': 1, '.': 2 })).mimecast.siem;
    assert.deepEqual([dotted.a_b, dotted._], ['1', '2']);
  });

  it('splits the TLS value, and counts durations in nanoseconds', () => {
    const { tls, event } = ecs(sample('siem-delivery'));
    assert.deepEqual(tls, { version: '1.2', version_protocol: 'tls', established: true });
    assert.equal(event.duration, 4_120_000_000);
  });

  it('keeps the record as one text when configured', () => {
    const of = sample('siem-journal');
    assert.deepEqual(JSON.parse(ecs(of, { raw: true }).event.original), of.record);
  });
});
