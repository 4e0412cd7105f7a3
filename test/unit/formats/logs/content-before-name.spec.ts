/** A member is read by what it contains. Its name alone makes no malware, domain, link or hash. */
import assert from 'node:assert/strict';
import { eventOf, formatted, objectOf } from '../support/format-sample';

const MALWARE = [
  'Example.Macro.Gen',
  'bad.virus.found',
  'Win32/Kryptik.ABC',
  'Eicar-Test-Signature',
  'EICAR test file',
];
const MORE_MALWARE = ['HEUR:Trojan.Win32.Generic', 'W97M.Downloader!g1', 'Trojan', 'Trojan.Generic.1 (B)'];
const NO_MALWARE = [
  'Rejected by header based Blocked Senders: dee@vendor.example',
  'Rejected by header based Blocked Senders: *',
  'Listed in zen.rbl.example',
  'Message blocked by administrator',
  'The sender is not permitted.',
  ...['null', 'Clean', 'No', 'none', 'false', 'true', '0', 'N/A', 'unknown', 'No virus found.', '-'],
  ...['https://help.example/550', 'dee@vendor.example', 'not found'],
];

describe('A record is read by its content', () => {
  it('virusFound with a name of malware', () => {
    for (const name of [...MALWARE, ...MORE_MALWARE]) {
      const event = eventOf('receipt', { action: 'Rej', virusFound: name });
      assert.deepEqual([event.malware, event.level], [name, 'medium']);
      assert.equal(eventOf('av', { virusFound: name }).malware, name);
    }
  });

  it('virusFound with a refusal, a placeholder or a sentence is no malware, and is kept', () => {
    for (const text of NO_MALWARE) {
      const event = eventOf('receipt', { action: 'Rej', virusFound: text });
      assert.deepEqual([event.malware, event.level], [undefined, 'low'], text);
      if (text !== 'null') assert.ok([event.reason, event.unmapped['virusFound']].includes(text), text);
    }
    const refused = { action: 'Rej', virusFound: NO_MALWARE[0] };
    assert.equal(eventOf('receipt', refused).reason, NO_MALWARE[0]);
    const other = eventOf('receipt', { ...refused, rejectionType: 'Header Rejected' });
    assert.deepEqual([other.reason, other.unmapped['virusFound']], ['Header Rejected', NO_MALWARE[0]]);
    assert.equal(eventOf('receipt', { virusFound: 'Clean' }).reason, undefined);
  });

  it('a check for malware that found nothing is no threat', () => {
    const event = eventOf('av', { virusFound: 'Clean' });
    assert.deepEqual([event.verdict, event.level], ['clean', 'informational']);
    assert.equal(eventOf('av', { virusFound: 'None' }).verdict, 'clean');
    assert.equal(eventOf('av', {}).verdict, 'malicious');
  });

  it('a check for malware that names none, and says why it stopped the message, has no verdict', () => {
    const event = eventOf('av', { virusFound: 'Message rejected due to RBL listing' });
    assert.deepEqual([event.verdict, event.level, event.malware], ['unknown', 'low', undefined]);
  });

  it('a click has a user only if it has one recipient, and its source is that user, also without a link', () => {
    const click = { action: 'Block', sourceIp: '198.51.100.20', senderDomain: 'vendor.example' };
    for (const type of ['url protect', 'browser isolation']) {
      const one = eventOf(type, { ...click, recipients: 'ana@corp.example' });
      assert.deepEqual([one.sourceIsUser, one.user], [true, 'ana@corp.example'], type);
      const two = eventOf(type, { ...click, recipients: 'ana@corp.example,bo@corp.example' });
      assert.deepEqual([two.sourceIsUser, two.user], [true, undefined], type);
    }
    assert.equal(eventOf('receipt', { senderIp: '203.0.113.9' }).sourceIsUser, false);
  });

  it('senderDomain is the name of a domain', () => {
    assert.equal(eventOf('av', { senderDomain: 'vendor.example' }).sourceDomain, 'vendor.example');
    for (const odd of ['bob@vendor.example', '192.0.2.1', 'mx.vendor.example [192.0.2.1]', 'a b']) {
      const event = eventOf('av', { senderDomain: odd });
      assert.deepEqual([event.sourceDomain, event.unmapped['senderDomain']], [undefined, odd]);
    }
  });

  it('url is a link, with or without a scheme', () => {
    for (const link of [
      'https://x.example/a b',
      'hxxp://x.example',
      'x.example/a?b',
      'x.example',
      'mailto:a@x.example',
    ])
      assert.deepEqual(eventOf('url protect', { url: link }).urls, [link]);
    for (const odd of ['N/A', 'Internal', 'Blocked by policy', 'Note: see the log', 'and/or', '-']) {
      const event = eventOf('url protect', { url: odd });
      assert.deepEqual([event.urls, event.unmapped['url']], [[], odd]);
    }
  });

  it('rejectionInfo names the link that was refused; other links in it lead to help', () => {
    const refused = (rejectionInfo: string) => eventOf('receipt', { rejectionInfo });
    const text = 'Blocked [Type: [Malware],Url: [https://bad.example/x?a=1],UrlBlock: [true]]';
    assert.deepEqual(refused(text).urls, ['https://bad.example/x?a=1']);
    assert.equal(refused(text).message, text);
    assert.deepEqual(refused('Blocked URL bad.example/x.').urls, ['bad.example/x']);
    assert.deepEqual(refused('5.7.1 see https://help.example/550').urls, []);
    assert.deepEqual(refused('curl: none').urls, []);
  });

  it('a hash is of the kind that its length shows', () => {
    const odd = eventOf('av', { sha256: 'a'.repeat(40), md5: 'no hash' });
    assert.deepEqual(odd.files, []);
    assert.deepEqual([odd.unmapped['sha256'], odd.unmapped['md5']], ['a'.repeat(40), 'no hash']);
    const [file] = eventOf('attachment', { fileHash: 'B'.repeat(40) }, 'ttp').files;
    assert.deepEqual([file?.sha1, file?.sha256], ['b'.repeat(40), undefined]);
  });

  it('a MIME type has a slash', () => {
    assert.equal(eventOf('av', { fileMime: 'application/pdf' }).files[0]?.mimeType, 'application/pdf');
    const odd = eventOf('attachment', { fileType: 'PDF document' }, 'ttp');
    assert.deepEqual([odd.files, odd.unmapped['fileType']], [[], 'PDF document']);
  });

  it('display names stand beside the addresses, in objects and in texts', () => {
    const release = eventOf(
      'releases',
      {
        operator: { emailAddress: 'admin@corp.example', displayableName: 'Admin' },
        fromHdr: { emailAddress: 'ceo@c0rp.example', displayableName: 'Chief Exec', internal: false },
        to: [
          { emailAddress: 'ana@corp.example', displayableName: 'Ana' },
          { emailAddress: 'bo@corp.example' },
        ],
      },
      'held',
    );
    assert.deepEqual([release.actor, release.actorName], ['admin@corp.example', 'Admin']);
    assert.deepEqual([release.headerFrom, release.headerFromName], ['ceo@c0rp.example', 'Chief Exec']);
    assert.deepEqual(
      [release.to, release.toNames],
      [
        ['ana@corp.example', 'bo@corp.example'],
        ['Ana', ''],
      ],
    );
    assert.deepEqual(release.unmapped['fromHdr'], { internal: false });
    const text = eventOf('receipt', {
      senderHeader: '"Doe, \\"Ana\\"" <ana@corp.example>',
      recipients: 'Bo <bo@corp.example>, cy@corp.example',
    });
    assert.equal(text.headerFromName, 'Doe, "Ana"');
    assert.deepEqual(
      [text.to, text.toNames],
      [
        ['bo@corp.example', 'cy@corp.example'],
        ['Bo', ''],
      ],
    );
    const faked = eventOf(
      'held',
      { fromHeader: { emailAddress: 'none', displayableName: 'Chief Exec' } },
      'held',
    );
    assert.deepEqual([faked.headerFrom, faked.headerFromName], [undefined, 'Chief Exec']);
  });

  it('spam verdict and checks: the result in fields, what the policy let through beside it', () => {
    const spamProcessingDetail = {
      dmarc: { allow: true, info: 'DMARC_FAIL' },
      verdict: { decision: 'REQUESTED', risk: 'MEDIUM' },
    };
    for (const [type, log] of [
      ['receipt', 'siem'],
      ['process', 'siem'],
      ['releases', 'held'],
    ] as const) {
      const event = eventOf(type, { spamProcessingDetail }, log);
      assert.deepEqual(
        [event.dmarc, event.spamDecision, event.spamRisk],
        ['dmarc_fail', 'requested', 'medium'],
      );
      assert.deepEqual(event.unmapped['spamProcessingDetail'], {
        dmarc: { allow: true },
        verdict: spamProcessingDetail.verdict,
      });
    }
  });

  it('bulk mail has a label, and other mail has none', () => {
    const tagsOf = (spamProcessingDetail: unknown) => eventOf('receipt', { spamProcessingDetail }).tags;
    assert.deepEqual(tagsOf({ greyEmail: true }), ['greyEmail']);
    assert.deepEqual(tagsOf('{"greyEmail":"true","spf":{"info":"ALLOW"}}'), ['greyEmail']);
    assert.deepEqual(tagsOf({ greyEmail: false }), []);
    assert.deepEqual(tagsOf({ spf: { info: 'ALLOW' } }), []);
    const { metadata } = Object(
      objectOf(
        {
          log: 'siem',
          type: 'receipt',
          record: {
            type: 'receipt',
            recipients: 'ana@corp.example',
            spamProcessingDetail: { greyEmail: true },
          },
        },
        { format: 'ocsf' },
      ),
    );
    assert.deepEqual(metadata.labels, ['greyEmail']);
  });

  it('the hash of a file is told from that of another file', () => {
    const clean = { name: 'clean.pdf', size: 12 };
    const bad = { name: 'b.exe', size: 9, sha256: 'a'.repeat(64) };
    const other = { ...clean, sha256: bad.sha256 };
    for (const format of ['cef', 'leef', 'syslog', 'json', 'ecs', 'ocsf'] as const) {
      const outputs = [
        [clean, bad],
        [other, { name: 'b.exe', size: 9 }],
      ].map((attachments) =>
        JSON.stringify(
          formatted({ log: 'siem', type: 'process', record: { type: 'process', attachments } }, { format }),
        ),
      );
      assert.notEqual(outputs[0], outputs[1], format);
    }
    const line = String(
      formatted(
        { log: 'siem', type: 'process', record: { type: 'process', attachments: [clean, bad] } },
        { format: 'cef' },
      ),
    );
    assert.match(line, / fname=clean\.pdf fileType=pdf fsize=12 /);
    assert.doesNotMatch(line, / fileHash=/);
  });
});
