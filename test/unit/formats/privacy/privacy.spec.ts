import assert from 'node:assert/strict';
import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { FORMATS } from '../../../../nodes/lib/properties/values/format-options';
import { cpuTime } from '../../../doubles/cpu-time';
import { ocsfProblems } from '../ocsf/validate';
import { SAMPLES, type Sample } from '../samples';
import { formatted, lineOf, objectOf } from '../support/format-sample';
import { parseCef } from '../wire-readers/cef';
import { choices, KEY } from './choices';

const ALL = choices('pseudonymise');
const NONE = choices('drop');

const secret: Sample = {
  log: 'siem',
  type: 'receipt',
  record: {
    type: 'receipt',
    timestamp: 1_763_633_012_345,
    senderEnvelope: 'Canary.Sender@canary.example',
    senderHeader: 'Canary <canary.sender@canary.example>',
    senderDomain: 'canary.example',
    recipients: ['canary.rcpt@corp.example', 'other@corp.example'],
    subject: 'canary subject',
    messageId: '<canary-id.1@canary.example>',
    senderIp: '203.0.113.77',
    rejectionInfo:
      'Blocked canary.sender@canary.example from 203.0.113.77 or 2001:db8:ca::77, see https://track.example/p?u=canary.rcpt%40corp.example#canary',
    spamProcessingDetail: '{"spf":{"allow":true,"info":"canary.sender@canary.example"}}',
    nested: {
      deep: [{ emailAddress: 'canary.rcpt@corp.example', name: 'Canary Person', displayableName: 'Canary' }],
    },
  },
};
const LEAKS = /canary\.|canary subject|canary person|"Canary"|203\.0\.113\.77|2001:db8:ca|#canary|u=/i;

describe('Privacy', () => {
  for (const format of FORMATS) {
    for (const [how, options] of [
      ['left out', NONE],
      ['as pseudonyms', ALL],
    ] as const) {
      it(`${format}, ${how}: shows no private value, neither in free text nor in the raw record`, () => {
        const payload = formatted(secret, { format, given: { ...options, raw: true }, key: KEY });
        const shown = typeof payload === 'string' ? payload : JSON.stringify(payload);
        assert.doesNotMatch(shown, LEAKS);
      });
    }

    it(`${format}, kept: the test would detect it`, () => {
      const payload = formatted(secret, { format, given: { raw: true } });
      assert.match(typeof payload === 'string' ? payload : JSON.stringify(payload), LEAKS);
    });
  }

  const pseudonyms = (record: object, key = KEY) =>
    objectOf({ ...secret, record: { ...secret.record, ...record } }, { format: 'json', given: ALL, key });

  it('gives equal pseudonyms for equal values, regardless of case, and different ones otherwise', () => {
    const one = pseudonyms({});
    const [first, second] = Object(one['to']);
    assert.equal(one['from'], one['header_from'], 'the sender, in two spellings');
    assert.notEqual(first, second);
    assert.equal(String(first).split('@')[1], String(second).split('@')[1], 'the domain can be joined by');
    assert.equal(String(one['from']).split('@')[1], one['source_domain']);
    assert.equal(pseudonyms({ subject: 'Canary Subject' })['subject'], one['subject']);
    assert.notEqual(pseudonyms({ subject: 'another' })['subject'], one['subject']);
  });

  it('gives other pseudonyms with another key', () => {
    const [one, other] = [pseudonyms({}), pseudonyms({}, 'another key')];
    for (const name of ['from', 'subject', 'source_ip', 'source_domain']) {
      assert.ok(one[name] !== undefined && one[name] !== other[name], name);
    }
  });

  it('replaces an address by an address, and an IP address by one', () => {
    const one = pseudonyms({});
    assert.match(String(one['from']), /^[0-9a-f]{16}@[0-9a-f]{12}\.invalid$/);
    assert.ok(isIPv6(String(one['source_ip'])), String(one['source_ip']));
    assert.match(String(one['message_id']), /^<canary-id\.1@[0-9a-f]{12}\.invalid>$/);
    const cef = parseCef(lineOf(secret, { format: 'cef', given: ALL, key: KEY })).values;
    assert.equal(cef.get('c6a2'), one['source_ip']);
    assert.equal(cef.get('src'), undefined);
  });

  it('keeps the mapping correct', () => {
    for (const [name, sample] of Object.entries(SAMPLES)) {
      for (const given of [ALL, NONE]) {
        assert.deepEqual(ocsfProblems(objectOf(sample, { format: 'ocsf', given, key: KEY })), [], name);
      }
    }
    assert.equal(objectOf(secret, { format: 'ocsf', given: ALL, key: KEY })['class_uid'], 4009);
    assert.equal(objectOf(secret, { format: 'ocsf', given: NONE })['class_uid'], 0);
  });

  it('changes only the selected values', () => {
    const one = objectOf(secret, { format: 'json', given: { subjects: 'drop' } });
    assert.equal(one['subject'], undefined);
    assert.equal(one['from'], 'Canary.Sender@canary.example');
    const urls = objectOf(
      {
        ...secret,
        type: 'url protect',
        record: { type: 'url protect', url: 'login.bad.example/sso?u=1#x', clock: '14:31:07' },
      },
      { format: 'json', given: { urlQueries: 'drop', ips: 'drop' } },
    );
    assert.deepEqual(urls['url'], ['login.bad.example/sso']);
    assert.equal(urls['mimecast_clock'], '14:31:07', 'a time of day is no address');
  });

  it('finds addresses anywhere in a text', () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,8}$/);
    const separator = fc.constantFrom(' ', ',', '<', '"', '(', ':', '\n', '=', '[', ';', "'", '/', '&');
    fc.assert(
      fc.property(word, word, separator, separator, (before, after, left, right) => {
        const info = `${before}${left}canary.x@canary.example${right}${after}`;
        const one = pseudonyms({ rejectionInfo: info });
        assert.doesNotMatch(JSON.stringify(one), /canary\.(x|example)/, info);
      }),
      { numRuns: 200 },
    );
  });

  it('drops values that are nested too deeply', () => {
    let deep: unknown = 'canary.x@canary.example';
    for (let level = 0; level < 60; level++) deep = { deep };
    const record = { ...secret.record, nested: deep };
    const one = objectOf({ ...secret, record }, { format: 'json', given: { ...ALL, raw: true }, key: KEY });
    assert.doesNotMatch(JSON.stringify(one), /canary\.x/);
  });

  it('takes milliseconds for a maliciously long text', () => {
    const ms = cpuTime(() => {
      for (const part of ['a-', 'a', '1.', 'a:', '@', 'a@', 'http://', '<', '%40', '::', '?']) {
        pseudonyms({ rejectionInfo: part.repeat(50_000) });
      }
      for (const part of ['"', '\\"', 'a<', 'a b ', 'a.', 'a.b/', 'Subject: ', '"subject":"', ', ', '\\']) {
        pseudonyms({ recipients: part.repeat(10_000), senderHeader: part.repeat(10_000) });
      }
    });
    assert.ok(ms < 3_000, `${ms} ms`);
  });
});
