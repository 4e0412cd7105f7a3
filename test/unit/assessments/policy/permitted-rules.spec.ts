import assert from 'node:assert/strict';
import {
  linkOf,
  ownDomains,
  permittedSenders,
  permittedUrls,
} from '../../../../nodes/lib/assessments/policy/rules/permitted';
import { widthOfSender } from '../../../../nodes/lib/assessments/policy/rules/wide-entries';
import type { SourceResults } from '../../../../nodes/lib/assessments/policy/types';
import type { JsonObject } from '../../../../nodes/lib/contracts/json';
import type { Targets } from '../../../../nodes/lib/properties/values/policy-checks';
import { contextWith, evidence } from './check-context';

const sources: SourceResults = {
  internalDomains: evidence({ domain: 'corp.example' }),
};

describe('The width of a permitted sender', () => {
  const OWN = ['corp.example', 'm\u00fcnchen.example'];
  for (const [sender, width] of [
    ['*', 'everybody'],
    ['', 'everybody'],
    ['*@*', 'everybody'],
    ['corp.example', 'own'],
    ['@CORP.example', 'own'],
    ['mail.corp.example', 'own'],
    ['ceo@corp.example', 'own'],
    ['ceo@eu.corp.example', 'own'],
    ['gmail.com', 'freeMail'],
    ['*@gmail.com', 'freeMail'],
    ['invoice*@gmail.com', 'freeMail'],
    ['yahoo.co.uk', 'freeMail'],
    ['com', 'topLevel'],
    ['example', 'topLevel'],
    ['*.com', 'topLevel'],
    ['192.0.2.0/24', 'network'],
    ['2001:db8::1', 'network'],
    ['vendor.example', 'domain'],
    ['*.vendor.example.', 'domain'],
    ['ana@vendor.example', undefined],
    ['someone@gmail.com', undefined],
    ['ana@notcorp.example', undefined],
    ['Ana <ana@vendor.example>', undefined],
    ['The Boss <ceo@corp.example>', 'own'],
    ['<*@gmail.com>', 'freeMail'],
    ['ana@vendor.example, ben@corp.example', 'own'],
    ['ana@vendor.example; vendor.example', 'domain'],
    ['"ana b"@vendor.example', undefined],
    ['ana@*.vendor.example', 'domain'],
    ['ana@%', 'everybody'],
    ['ana@vendor.*', 'everybody'],
    ['ceo@corp\u3002example', 'own'],
    ['\uff43eo@\uff43orp.example', 'own'],
    ['ceo@xn--mnchen-3ya.example', 'own'],
    ['ceo@m\u00fcnchen.example', 'own'],
  ] as const) {
    it(`of "${sender}" is ${width ?? 'a single address'}`, () =>
      assert.equal(widthOfSender(sender, OWN), width));
  }
});

describe('Permitted senders', () => {
  const judge = (records: readonly JsonObject[], targets: Partial<Targets> = {}) =>
    permittedSenders(records, contextWith(targets), sources);
  const permit = (sender: string): JsonObject => ({ sender, to: 'ana@corp.example', type: 'Permit' });

  it('pass as single addresses, and when there are none', () => {
    assert.equal(judge([permit('ana@vendor.example')])?.status, 'pass');
    assert.equal(judge([])?.status, 'pass');
    assert.equal(judge([{ sender: 'gmail.com', action: 'block' }])?.status, 'pass', 'blocking is no hole');
  });

  it('fail as whole domains, widest first', () => {
    const result = judge([
      permit('vendor.example'),
      permit('gmail.com'),
      permit('*'),
      permit('x@corp.example'),
    ]);
    assert.equal(result?.status, 'fail');
    assert.match(
      result?.summary ?? '',
      /^permitted are everybody, .*: "\*"; your own .*"x@corp.example"; .*free mail: "gmail.com"; a whole domain: "vendor.example"$/,
    );
  });

  it('may be accepted by a target, and do not count when they have expired', () => {
    assert.equal(judge([permit('Vendor.example')], { permittedSenders: ['vendor.example'] })?.status, 'pass');
    assert.equal(judge([{ ...permit('gmail.com'), expiryDate: '2026-11-01T00:00:00Z' }])?.status, 'pass');
    assert.equal(judge([{ ...permit('gmail.com'), expiryDate: '2027-11-01T00:00:00Z' }])?.status, 'fail');
  });

  it('are not judged in another form', () => {
    for (const record of [{ sender: 'a@b.example' }, { type: 'Permit' }, { sender: 'x', type: 'maybe' }, {}])
      assert.equal(judge([permit('a@b.example'), record])?.status, 'not_readable', JSON.stringify(record));
  });

  it('need the own domains for a comparison', () => {
    assert.equal(ownDomains([{ domain: 'corp.example' }], contextWith())?.status, 'pass');
    assert.equal(ownDomains([], contextWith())?.status, 'not_readable');
    assert.equal(ownDomains([{ name: 'corp.example' }], contextWith())?.status, 'not_readable');
  });
});

describe('Permitted links', () => {
  const link = (more: JsonObject = {}): JsonObject => ({
    scheme: 'https',
    domain: 'survey.example',
    port: -1,
    path: '/s/1',
    queryString: '',
    matchType: 'explicit',
    action: 'permit',
    ...more,
  });
  const judge = (records: readonly JsonObject[], targets: Partial<Targets> = {}) =>
    permittedUrls(records, contextWith(targets));

  it('pass as single pages, and when there are none', () => {
    assert.equal(judge([link()])?.status, 'pass');
    assert.equal(judge([])?.status, 'pass');
    assert.equal(judge([link({ action: 'block', matchType: 'domain' })])?.status, 'pass');
    assert.match(judge([link({ disableRewrite: 'true' })])?.summary ?? '', /not rewritten: "survey.example"/);
  });

  it('fail as whole domains and wildcards', () => {
    assert.equal(judge([link({ matchType: 'domain' })])?.status, 'fail');
    assert.equal(judge([link({ domain: '*.survey.example' })])?.status, 'fail');
    assert.equal(judge([link({ path: '/*' })])?.status, 'fail');
    assert.equal(judge([link({ path: '/a%20b' })])?.status, 'pass');
    assert.match(
      judge([link({ domain: 'com', matchType: 'domain' })])?.summary ?? '',
      /top-level domain: "com"/,
    );
  });

  it('may be accepted by a target, as a domain or a link', () => {
    const wide = link({ matchType: 'domain' });
    assert.equal(judge([wide], { permittedUrls: ['Survey.example'] })?.status, 'pass');
    assert.equal(judge([wide], { permittedUrls: ['https://survey.example/s/1'] })?.status, 'pass');
  });

  it('are not judged in another form', () => {
    for (const more of [{ action: '' }, { matchType: 'regex' }, { domain: '' }])
      assert.equal(judge([link(), link(more)])?.status, 'not_readable', JSON.stringify(more));
  });

  it('are named as the console shows them', () => {
    assert.equal(linkOf(link({ port: 8443, queryString: 'a=1' })), 'https://survey.example:8443/s/1?a=1');
    assert.equal(linkOf({ url: 'https://a.example' }), 'https://a.example');
  });
});
