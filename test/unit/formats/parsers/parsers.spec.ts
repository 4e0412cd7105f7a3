import assert from 'node:assert/strict';
import { parseAddress, parseAddresses } from '../../../../nodes/lib/formats/parsers/address';
import { parseAttachments, parseHash } from '../../../../nodes/lib/formats/parsers/attachments';
import { parseDirection } from '../../../../nodes/lib/formats/parsers/direction';
import { decodeWords } from '../../../../nodes/lib/formats/parsers/encoded-word';
import { parseHost, parseIp } from '../../../../nodes/lib/formats/parsers/ip';
import { parseJsonObject } from '../../../../nodes/lib/formats/parsers/json-text';
import {
  isBlank,
  parseBoolean,
  parseNumber,
  parseText,
  parseTexts,
  parseWholeNumber,
} from '../../../../nodes/lib/formats/parsers/scalar';
import { parseSpamDetail } from '../../../../nodes/lib/formats/parsers/spam-detail';
import { parseTime } from '../../../../nodes/lib/formats/parsers/time';
import { parseUrl } from '../../../../nodes/lib/formats/parsers/url';
import { cpuTime } from '../../../doubles/cpu-time';
import { eventOf } from '../support/format-sample';

describe("Parsing Mimecast's values", () => {
  it('booleans and numbers as texts', () => {
    assert.deepEqual(['true', 'True', 'Yes', true].map(parseBoolean), [true, true, true, true]);
    assert.deepEqual(['false', 'No', false].map(parseBoolean), [false, false, false]);
    assert.deepEqual(['', 'maybe', null, 1, undefined].map(parseBoolean), Array(5).fill(undefined));
    assert.deepEqual(['21', 21, ' 21 ', '-3.5'].map(parseNumber), [21, 21, 21, -3.5]);
    assert.deepEqual(
      ['', '0x10', '1e3', '007', '7.50', '-0', 'NaN', null, Number.NaN].map(parseNumber),
      Array(9).fill(undefined),
    );
    assert.deepEqual(['18342', -1, 1.5].map(parseWholeNumber), [18_342, undefined, undefined]);
    assert.ok([null, undefined, '', 'null', '  '].every(isBlank));
    assert.equal(parseText(550), '550');
    assert.deepEqual(parseTexts(['Body', null, 'N/A']), ['Body']);
    const event = eventOf('receipt', { spamScore: '21', rejectionCode: '0', virusFound: 'null' });
    assert.equal(event.spamScore, 21);
    assert.equal(event.code, undefined, 'no refusal has the code 0');
    assert.equal(event.malware, undefined);
  });

  describe('five encodings of spamProcessingDetail', () => {
    const detail = {
      spf: { allow: true, info: 'ALLOW' },
      dkim: { allow: false, info: '' },
      dmarc: { allow: true },
      greyEmail: true,
      verdict: { decision: 'spam', categories: [] },
    };
    const json = JSON.stringify(detail);
    const python = json.replaceAll('"', "'").replaceAll(':true', ': True').replaceAll(':false', ': False');
    for (const [how, value] of [
      ['an object', detail],
      ['its JSON', json],
      ['the JSON of its JSON', JSON.stringify(json)],
      ['single quotes, True and False', python],
    ] as const) {
      it(how, () => {
        const found = parseSpamDetail(value);
        assert.deepEqual(
          [found?.spf, found?.dkim, found?.dmarc, found?.decision],
          ['allow', 'deny', 'allow', 'spam'],
        );
        assert.deepEqual(found?.rest, {
          ...{ greyEmail: true, verdict: detail.verdict },
          // what the policy let through
          ...{ spf: { allow: true }, dkim: { allow: false }, dmarc: { allow: true } },
        });
      });
    }

    it('null, the word null, and text that is not JSON', () => {
      for (const value of [null, 'null', '', '[]', "{'it's' broken", '{"a":', 7]) {
        assert.equal(parseSpamDetail(value), undefined);
      }
      const event = eventOf('receipt', { spamProcessingDetail: "{'it's' broken" });
      assert.equal(event.unmapped['spamProcessingDetail'], "{'it's' broken", 'kept as it was');
    });
  });

  it('`analysis` as the word null, as a text and as an object', () => {
    const analysis = { Status: ['VerdictBlock'] };
    assert.equal(eventOf('url protect', { analysis: 'null' }).unmapped['analysis'], undefined);
    assert.deepEqual(
      eventOf('url protect', { analysis: JSON.stringify(analysis) }).unmapped['analysis'],
      analysis,
    );
    assert.deepEqual(eventOf('url protect', { analysis }).unmapped['analysis'], analysis);
    assert.equal(eventOf('url protect', { analysis: 'free text' }).unmapped['analysis'], 'free text');
  });

  it('directions in any case, and the route of a delivery as a name', () => {
    assert.deepEqual(['Inbound', 'INBOUND', 'outbound', 'Internal'].map(parseDirection), [
      ...['inbound', 'inbound', 'outbound', 'internal'],
    ]);
    assert.equal(parseDirection(null), undefined);
    assert.equal(eventOf('spam', { route: 'Outbound' }).direction, 'outbound');
    const delivery = eventOf('delivery', { route: 'Inbound', direction: 'Outbound' });
    assert.equal(delivery.direction, 'outbound');
    assert.equal(delivery.policy, 'Inbound');
  });

  it('Hostname with a capital, recipient and recipients, texts and arrays', () => {
    assert.equal(eventOf('delivery', { Hostname: 'mx1.corp.example' }).destinationHost, 'mx1.corp.example');
    assert.equal(eventOf('delivery', { hostname: 'mx1.corp.example' }).destinationHost, 'mx1.corp.example');
    for (const record of [
      { recipients: 'a@x.example' },
      { recipient: 'a@x.example' },
      { recipients: ['a@x.example'] },
    ]) {
      assert.deepEqual(eventOf('attachment protect', record).to, ['a@x.example']);
    }
    assert.deepEqual(eventOf('spam', { recipients: 'a@x.example, b@x.example' }).to, [
      'a@x.example',
      'b@x.example',
    ]);
  });

  it('spellings of tlsUsed', () => {
    for (const yes of ['Yes', 'yes', 'true', true])
      assert.equal(eventOf('delivery', { tlsUsed: yes }).tlsUsed, true);
    for (const no of ['No', 'false', false])
      assert.equal(eventOf('delivery', { tlsUsed: no }).tlsUsed, false);
    const odd = eventOf('delivery', { tlsUsed: 'sometimes' });
    assert.deepEqual([odd.tlsUsed, odd.unmapped['tlsUsed']], [undefined, 'sometimes']);
  });

  it('texts where an IP address belongs', () => {
    assert.deepEqual(['203.0.113.9', ' 2001:db8::25 '].map(parseIp), ['203.0.113.9', '2001:db8::25']);
    for (const odd of [
      'Internal IP',
      'mail.vendor.example',
      '1.2.3',
      '1.2.3.4:25',
      '1.2.3.4, 5.6.7.8',
      'fe80::1%eth0',
    ]) {
      const event = eventOf('receipt', { senderIp: odd });
      assert.deepEqual([event.sourceIp, event.unmapped['senderIp']], [undefined, odd]);
    }
    assert.deepEqual(['mx1.corp.example', 'mx1.corp.example.', 'a b', ''].map(parseHost), [
      ...['mx1.corp.example', 'mx1.corp.example'],
      ...[undefined, undefined],
    ]);
  });

  it('attachment names with commas and quotes', () => {
    const names = (value: unknown) => parseAttachments(value)?.files.map(({ name }) => name);
    assert.deepEqual(names('"a.jpg", "b.png"'), ['a.jpg', 'b.png']);
    assert.deepEqual(names('"Smith, Jones & Co.docx", "terms.pdf"'), ['Smith, Jones & Co.docx', 'terms.pdf']);
    assert.deepEqual(names('the "final", final version.xlsx'), ['the "final", final version.xlsx']);
    assert.deepEqual(names('bare, name.pdf'), ['bare, name.pdf']);
    assert.deepEqual(names(['a.pdf', { name: 'b.pdf', size: '7' }, { fileName: 'c.pdf' }]), [
      'a.pdf',
      'b.pdf',
      'c.pdf',
    ]);
    assert.equal(names(['a.pdf', { unnamed: true }]), undefined, 'half a list is not the list');
    assert.deepEqual([names([]), names(true), names(null)], [undefined, undefined, undefined]);
    assert.deepEqual(
      parseAttachments('"REPORT.PDF", "noextension"')?.files.map(({ extension }) => extension),
      ['pdf', undefined],
    );
    const more = eventOf('process', { numberAttachments: '5', attachments: '"a.jpg"' });
    assert.deepEqual([more.files.length, more.unmapped['numberAttachments']], [1, '5']);
  });

  it('addresses in all their shapes', () => {
    assert.equal(parseAddress('ana@corp.example'), 'ana@corp.example');
    assert.equal(parseAddress('Ana <ana@corp.example>'), 'ana@corp.example');
    assert.equal(parseAddress('jürgen@corp.example'), 'jürgen@corp.example');
    assert.equal(parseAddress('"a b"@corp.example'), '"a b"@corp.example');
    assert.equal(parseAddress({ emailAddress: 'ana@corp.example', displayableName: '' }), 'ana@corp.example');
    assert.equal(parseAddress({ address: 'ana', domain: 'corp.example' }), 'ana@corp.example');
    assert.equal(parseAddress({ address: 'ana@corp.example', domain: 'corp.example' }), 'ana@corp.example');
    for (const none of [
      '<>',
      '',
      null,
      'nobody',
      'a@b@c',
      'a@b, c@d',
      { name: 'x' },
      7,
      `${'x'.repeat(400)}@b.example`,
    ]) {
      assert.equal(parseAddress(none), undefined);
    }
    assert.deepEqual(parseAddresses(['a@x.example', 'a@x.example']), ['a@x.example']);
    const both = ['ana@corp.example', 'bo@corp.example'];
    for (const list of [
      'Ana <ana@corp.example>, <bo@corp.example>',
      'ana@corp.example, Bo <bo@corp.example>',
      '"Doe, Ana" <ana@corp.example>; bo@corp.example',
    ]) {
      assert.equal(parseAddress(list), undefined, list);
      assert.deepEqual(parseAddresses(list), both, list);
    }
    assert.equal(parseAddress('Doe, Ana <ana@corp.example>'), 'ana@corp.example');
    assert.equal(parseAddresses('"ana@corp.example'), undefined);
    assert.equal(parseAddress({ emailAddress: '<>' }), undefined);
    assert.deepEqual(parseAddresses('a@x.example; b@x.example'), ['a@x.example', 'b@x.example']);
    assert.equal(
      parseAddresses(['a@x.example', 'nobody']),
      undefined,
      'a list that lost one would be another list',
    );
    const partly = eventOf('spam', { recipients: ['a@x.example', 'nobody'] });
    assert.deepEqual([partly.to, partly.unmapped['recipients']], [[], ['a@x.example', 'nobody']]);
  });

  it('recipients in a text of JSON, and with blanks between them', () => {
    for (const recipients of ['["ana@corp.example", "bo@corp.example"]', 'ana@corp.example bo@corp.example'])
      assert.deepEqual(eventOf('receipt', { recipients }).to, ['ana@corp.example', 'bo@corp.example']);
    for (const recipients of ['["ana@corp.example"', 'ana and bo@corp.example', '[1, 2]'])
      assert.deepEqual(eventOf('receipt', { recipients }).to, [], recipients);
  });

  it('several links in a list or in a text', () => {
    const links = ['https://a.example/x?y=1,2', 'http://b.example'];
    for (const url of [links, links.join(', '), links.join(' ')])
      assert.deepEqual(eventOf('url protect', { url }).urls, links);
    assert.equal(parseUrl('hxxp://bad[.]example/x'), undefined);
    assert.equal(parseUrl('http://a.example, http://b.example'), undefined);
  });

  it('Python dictionaries with a text that contains a quote', () => {
    const text = `{'spf': {'allow': True, 'info': "it's \\"ok\\""}, 'rbl': None}`;
    assert.deepEqual(parseJsonObject(text), { spf: { allow: true, info: 'it\'s "ok"' }, rbl: null });
    assert.deepEqual(parseJsonObject(`{'a': 'None of "these"'}`), { a: 'None of "these"' });
  });

  it('times as milliseconds, as seconds, as digits, and as the API writes them', () => {
    const at = Date.UTC(2026, 10, 20, 5, 58, 12);
    for (const value of [
      at,
      at / 1000,
      String(at),
      '2026-11-20T05:58:12+0000',
      '2026-11-20T07:58:12+02:00',
      '2026-11-20T05:58:12Z',
      '2026-11-20 05:58:12',
    ]) {
      assert.equal(parseTime(value), at, String(value));
    }
    for (const none of [0, -1, 1e20, '', 'yesterday', null, '2026-13-45T99:99:99Z'])
      assert.equal(parseTime(none), undefined);
  });

  it('encoded words that were not decoded', () => {
    assert.equal(decodeWords('=?utf-8?q?Caf=C3=A9_menu?='), 'Café menu');
    assert.equal(decodeWords('=?UTF-8?B?8J+mig==?= =?utf-8?q?_fox?='), '🦊 fox');
    assert.equal(decodeWords('=?iso-8859-1?Q?f=FCr?= alle'), 'für alle');
    assert.equal(decodeWords('=?no-such-charset?q?x?='), '=?no-such-charset?q?x?=');
    assert.equal(decodeWords('=?utf-8?q?=FF=FE?='), '=?utf-8?q?=FF=FE?=', 'bytes that are no UTF-8');
    assert.equal(decodeWords('what =? is'), 'what =? is');
  });

  it('hashes by their length, in lower case', () => {
    assert.equal(parseHash('A'.repeat(32), 'md5'), 'a'.repeat(32));
    assert.equal(parseHash('a'.repeat(32), 'sha1'), undefined);
    assert.equal(parseHash('g'.repeat(64), 'sha256'), undefined);
    assert.equal(parseHash(null, 'md5'), undefined);
  });

  it('the parts of a URL, as far as it is one', () => {
    assert.deepEqual(parseUrl('HTTPS://user:pw@Host.example:8443/a%20b?q=1#f'), {
      scheme: 'https',
      host: 'Host.example',
      port: 8443,
      path: '/a%20b',
      query: 'q=1',
    });
    assert.equal(parseUrl('http://[2001:db8::1]/')?.host, '2001:db8::1');
    assert.equal(parseUrl('http://host:99999/')?.port, undefined);
    for (const none of ['login.bad.example/sso', 'mailto:a@b', '', 'http:// host/'])
      assert.equal(parseUrl(none), undefined);
  });

  it('takes milliseconds for maliciously long members', () => {
    const ms = cpuTime(() => {
      for (const part of [' ', ', ', 'a@b ', '"', '\\"', '"\\', '<a', '<"', '=?', 'x;', "'"]) {
        const text = part.repeat(30_000);
        eventOf('receipt', { subject: text, recipients: text, attachments: text });
      }
    });
    assert.ok(ms < 2_000, `${ms} ms`);
  });

  it('never throws: a record that a parser fails on is formatted in the general form', () => {
    const trap = Object.defineProperty({ type: 'receipt', subject: 'x' }, 'toString', { value: 7 });
    assert.equal(eventOf('receipt', trap).subject, 'x');
    const event = eventOf('audit', { eventInfo: { toString: 7 }, auditType: [] }, 'audit');
    assert.deepEqual(event.unmapped['eventInfo'], { toString: 7 });
  });
});
