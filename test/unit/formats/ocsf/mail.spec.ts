/** How facts of a message become attributes, without the logs that they come from. */
import assert from 'node:assert/strict';
import type { FileInfo } from '../../../../nodes/lib/formats/event';
import { render } from './render-event';

const FILE: FileInfo = {
  ...{ name: 'a.pdf', extension: undefined, mimeType: undefined, size: undefined },
  ...{ md5: undefined, sha1: undefined, sha256: undefined },
};

const MAIL = { kind: 'mail', from: 'bounce@list.example', to: ['ana@corp.example'] } as const;
const THREAT = { ...MAIL, kind: 'threat', activity: 'create', verdict: 'malicious' } as const;

describe('The attributes of OCSF', () => {
  it('have no observable without a value', () => {
    const event = render({ ...MAIL, unmapped: { messageId: [['']], subject: 'Quote' } });
    assert.deepEqual(
      event.observables
        .map((one: { name: string }) => one.name)
        .filter((name: string) => name.startsWith('unmapped')),
      ['unmapped.subject'],
    );
  });

  it('have the id that joins events of a message, and no thread id', () => {
    const event = render({ ...MAIL, traceId: 'a1' });
    assert.equal(event.metadata.correlation_uid, 'a1');
    assert.equal(event.message_trace_uid, 'a1');
    assert.equal(event.email.uid, undefined);
    assert.equal(render({ ...THREAT, traceId: 'a1' }).evidences[0].email.uid, undefined);
  });

  it('have the command of the sending host, and the protocol with or without TLS', () => {
    const event = render({ ...MAIL, command: 'EHLO mail.vendor.example', tlsVersion: 'TLSv1.3' });
    assert.deepEqual([event.command, event.protocol_name], ['EHLO mail.vendor.example', 'ESMTPS']);
    assert.equal(render({ ...MAIL, tlsUsed: false }).protocol_name, 'SMTP');
    assert.equal(render({ ...MAIL, sourceIsUser: true }).protocol_name, undefined);
  });

  it('show an address without a name as it is', () => {
    const two = { ...MAIL, to: ['ana@corp.example', 'bo@corp.example'], toNames: ['Ana', ''] };
    assert.deepEqual(render(two).email.to_mailboxes, ['Ana <ana@corp.example>', 'bo@corp.example']);
  });

  it('keep the envelope sender of a finding apart from the header', () => {
    const { email } = render({ ...THREAT, headerFrom: 'sales@vendor.example' }).evidences[0];
    assert.deepEqual([email.from, email.return_path], ['sales@vendor.example', 'bounce@list.example']);
    const same = render({ ...THREAT, headerFrom: 'bounce@list.example' }).evidences[0].email;
    assert.equal(same.return_path, undefined);
  });

  it('show names beside the addresses that they belong to', () => {
    const { email } = render({
      ...MAIL,
      headerFrom: 'sales@vendor.example',
      headerFromName: 'Sales',
      toNames: ['Ana Doe'],
    });
    assert.equal(email.from_mailbox, 'Sales <sales@vendor.example>');
    assert.deepEqual(email.to_mailboxes, ['Ana Doe <ana@corp.example>']);
    assert.equal(render({ ...MAIL, fromName: 'List' }).email.from_mailbox, 'List <bounce@list.example>');
    const other = render({ ...MAIL, fromName: 'List', headerFrom: 'sales@vendor.example' });
    assert.equal(other.email.from_mailbox, undefined);
    assert.equal(other.unmapped.fromName, 'List');
    const fewer = render({ ...MAIL, to: ['ana@corp.example', 'bo@corp.example'], toNames: ['Ana Doe'] });
    assert.equal(fewer.email.to_mailboxes, undefined);
    assert.deepEqual(fewer.unmapped.toNames, ['Ana Doe']);
  });

  it('keep everything about a message without a usable address', () => {
    const message = {
      from: undefined,
      to: [],
      subject: 'Invoice',
      messageId: '<1@vendor.example>',
      size: 4711,
      files: [FILE, { ...FILE, name: 'b.pdf' }],
      urls: ['https://vendor.example/a', 'https://vendor.example/b'],
      urlCategory: 'News',
    };
    const mail = render({ ...MAIL, ...message });
    assert.equal(mail.class_uid, 0);
    assert.deepEqual(mail.unmapped, {
      subject: 'Invoice',
      messageId: '<1@vendor.example>',
      emailSize: 4711,
      urlCategory: 'News',
      urls: message.urls,
      fileName: ['a.pdf', 'b.pdf'],
    });
    const finding = render({ ...THREAT, ...message });
    assert.equal(finding.class_uid, 2004);
    assert.deepEqual(
      finding.evidences.map((one: { file?: FileInfo }) => one.file?.name),
      ['a.pdf', 'b.pdf', undefined],
    );
    assert.equal(finding.evidences[2].url.url_string, 'https://vendor.example/b');
    assert.deepEqual(finding.evidences[0].url.categories, ['News']);
    assert.deepEqual(finding.unmapped, {
      subject: 'Invoice',
      messageId: '<1@vendor.example>',
      emailSize: 4711,
    });
  });

  it('number a fact that has the name of another member', () => {
    const { unmapped } = render({ kind: 'other', subject: 'fact', unmapped: { subject: { in: 'record' } } });
    assert.deepEqual(unmapped, { subject: { in: 'record' }, subject2: 'fact' });
    const same = render({ kind: 'other', subject: 'fact', unmapped: { subject: 'fact' } });
    assert.deepEqual(same.unmapped, { subject: 'fact' });
  });
});

describe('The class in OCSF', () => {
  for (const [verdict, uid] of [
    ['malicious', 2004],
    ['suspicious', 2004],
    ['clean', 4009],
    ['unknown', 4009],
    [undefined, 4009],
  ] as const) {
    it(`is ${uid} for a protection with the verdict ${verdict}`, () => {
      const event = render({ ...THREAT, verdict, disposition: 'allowed', level: 'informational' });
      assert.equal(event.class_uid, uid);
      assert.equal(event.disposition_id, 1);
      if (uid === 4009) assert.deepEqual([event.activity_id, event.protocol_name], [3, undefined]);
    });
  }

  it('is Base Event for a clean link without an address', () => {
    const event = render({
      ...THREAT,
      verdict: 'clean',
      from: undefined,
      to: [],
      urls: ['https://a.example/'],
    });
    assert.equal(event.class_uid, 0);
    assert.deepEqual(
      event.observables.map((one: { value: string }) => one.value),
      ['https://a.example/'],
    );
  });

  it('has the action that was taken, with its captions, wherever it is known', () => {
    for (const kind of ['mail', 'threat', 'leak', 'entity', 'other'] as const) {
      const event = render({ ...THREAT, kind, disposition: 'quarantined', direction: 'inbound' });
      assert.deepEqual([event.action, event.disposition], ['Denied', 'Quarantined'], kind);
      assert.match(JSON.stringify(event), /inbound/i, kind);
    }
  });
});

describe('is_alert', () => {
  for (const [facts, expected] of [
    [{ level: 'informational' }, false],
    [{ level: 'low', disposition: 'blocked' }, false],
    [{ level: 'low', disposition: 'alerted' }, true],
    [{ level: 'medium', disposition: 'blocked' }, true],
    [{ level: 'high' }, true],
    [{ level: 'low', disposition: 'allowed' }, true],
    [{ level: 'low', disposition: 'allowed', verdict: 'suspicious' }, false],
  ] as const) {
    it(`is ${expected} for a detection with ${JSON.stringify(facts)}`, () => {
      assert.equal(render({ ...THREAT, ...facts }).is_alert, expected);
    });
  }

  it('is not given for other events, unless somebody was warned', () => {
    assert.equal(render({ ...MAIL, level: 'low' }).is_alert, undefined);
    assert.equal(render({ ...MAIL, disposition: 'alerted' }).is_alert, true);
  });

  it('depends on the severity of a leak', () => {
    assert.equal(render({ ...MAIL, kind: 'leak', level: 'low' }).is_alert, false);
    assert.equal(render({ ...MAIL, kind: 'leak', level: 'medium' }).is_alert, true);
  });
});

describe('The risk of a message', () => {
  it('is its spam verdict', () => {
    const event = render({ ...MAIL, spamScore: 42, spamRisk: 'high', spamDecision: 'spam' });
    assert.deepEqual(
      [event.risk_score, event.risk_level_id, event.risk_level, event.risk_details],
      [42, 3, 'High', 'spam'],
    );
    assert.deepEqual(event.metadata.profiles, ['security_control']);
  });

  it('is a whole number, or the score stays outside', () => {
    const event = render({ ...MAIL, spamScore: 4.5 });
    assert.deepEqual([event.risk_score, event.unmapped.spamScore], [undefined, 4.5]);
  });

  it('has the word of the source where the schema has none', () => {
    const event = render({ ...MAIL, spamRisk: 'negligible' });
    assert.deepEqual([event.risk_level_id, event.risk_level], [99, 'negligible']);
  });
});

describe('A detection in OCSF', () => {
  it('has its recipients as targets, also those without an address of the schema', () => {
    const event = render({ ...THREAT, to: ['ana@corp.example', 'jörg@corp.example'] });
    assert.deepEqual(event.resources, [
      { name: 'ana@corp.example', type: 'recipient', role_id: 1 },
      { name: 'jörg@corp.example', type: 'recipient', role_id: 1 },
    ]);
    assert.equal(render({ ...THREAT, to: [] }).resources, undefined);
  });
});

describe('A leak in OCSF', () => {
  it('has message, recipients, further files and URLs as resources', () => {
    const event = render({
      ...MAIL,
      kind: 'leak',
      subject: 'Plans',
      files: [FILE, { ...FILE, name: 'b.pdf' }],
      urls: ['https://a.example/'],
    });
    assert.deepEqual(
      event.resources.map((one: { type: string; name: string }) => [one.type, one.name]),
      [
        ['recipient', 'ana@corp.example'],
        ['email', 'Plans'],
        ['file', 'b.pdf'],
        ['url', 'https://a.example/'],
      ],
    );
    assert.equal(event.file.name, 'a.pdf');
    assert.deepEqual(
      event.observables.map((one: { name: string }) => one.name),
      ['actor.user.email_addr', 'resources[].name'],
    );
  });
});
