import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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
  api: [
    'access',
    'admin',
    'allowed',
    'change',
    'creation',
    'deletion',
    'denied',
    'end',
    'info',
    'start',
    'user',
  ],
};
const KINDS = ['alert', 'asset', 'event', 'metric', 'state'];

/** Facts of other members, which have fields of their own in ECS too. */
const FACTS = new Set(['spam_score', 'size', 'attempts', 'emailSize', 'spamScore', 'sizeAttachment']);

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

  it('has numbers where every record has one, also if the record has a text', () => {
    const NUMBERS: readonly (readonly [name: string, changes: object, expected: object])[] = [
      [
        'siem-process',
        { numberAttachments: '2', totalSizeAttachments: '18342' },
        { numberAttachments: 2, totalSizeAttachments: 18_342 },
      ],
      ['siem-receipt', { numberAttachments: 0 }, { numberAttachments: 0, spam_score: 3 }],
      ['siem-impersonation-protect', { itemsDetected: '4' }, { itemsDetected: 4 }],
      ['siem-delivery', { deliveryAttempts: '3' }, { attempts: 3 }],
      ['ttp-impersonation', { hits: 2 }, { hits: 2 }],
      ['directory-groups', { userCount: 12, folderCount: '3' }, { userCount: 12, folderCount: 3 }],
      ['held-summary', { numberOfItems: 214 }, { numberOfItems: 214 }],
      [
        'kri',
        { value: 12.5, previous: 3, coverage: 0.98, numerator: 1, denominator: 8, delta: -9.5 },
        { value: 12.5, previous: 3, coverage: 0.98, numerator: 1, denominator: 8, delta: -9.5 },
      ],
    ];
    for (const [name, changes, expected] of NUMBERS) {
      const { mimecast } = ecs(sample(name, changes));
      const [members] = Object.values(mimecast);
      for (const [member, value] of Object.entries(expected))
        assert.strictEqual(Object(members)[member], value, `${name}: ${member}`);
    }
  });

  it('has the numbers that nodes/docs/formats.md lists', () => {
    const docs = readFileSync(join(__dirname, '..', '..', '..', 'nodes', 'docs', 'formats.md'), 'utf8');
    const section = docs.split('\n### Numbers in ECS\n')[1]?.split(' A value that is no number')[0] ?? '';
    const listed = [...section.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
    assert.ok(listed.length > 15);
    const texts = listed.filter((name) => {
      const own = ecs(sample('siem-unknown', { [name]: '3' })).mimecast.siem;
      return ![own[name], own[`${name}2`]].includes(3) && !FACTS.has(name);
    });
    assert.deepEqual(texts, []);
  });

  it('has a value that is no number beside the numbers, and not among them', () => {
    for (const odd of ['many', '007', [1, 2], { of: 1 }, true]) {
      const { userCount, userCount_text } = ecs(sample('directory-groups', { userCount: odd })).mimecast
        .directory;
      assert.equal(userCount, undefined);
      assert.ok(JSON.stringify(userCount_text).length > 2, JSON.stringify(odd));
    }
    const { spamScore, spamScore_text } = ecs(sample('siem-receipt', { spamScore: 'high' })).mimecast.siem;
    assert.deepEqual([spamScore, spamScore_text], [undefined, 'high']);
  });

  for (const [auditType, changes, expected] of [
    ['Unauthorized API Request', {}, { category: ['api'], type: ['denied'] }],
    ['API Request', { eventInfo: 'GET /api/x, IP: 198.51.100.4' }, { category: ['api'], type: ['access'] }],
    ['API Application Created', { eventInfo: 'x' }, { category: ['api'], type: ['creation'] }],
    ['API Application Deleted', { eventInfo: 'x' }, { category: ['api'], type: ['deletion'] }],
    ['API Application Updated', { eventInfo: 'x' }, { category: ['api'], type: ['change'] }],
    ['API Keys Viewed', { eventInfo: 'x' }, { category: ['api'], type: ['access'] }],
    ['Existing Policy Changed', { eventInfo: 'x' }, { category: ['configuration'], type: ['change'] }],
  ] as const)
    it(`${auditType}: ${expected.category}, ${expected.type}`, () => {
      const { category, type } = ecs(sample('audit-unauthorized', { auditType, ...changes })).event;
      assert.deepEqual({ category, type }, expected);
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
