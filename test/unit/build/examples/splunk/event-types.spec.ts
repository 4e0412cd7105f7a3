/** examples/splunk: which records have which event type, and the tags of the data models. */
import assert from 'node:assert/strict';
import { SHAPES } from '../support/shapes';
import { ADD_ON } from './add-on';
import { found } from './found';

/** By log and type. Types without an entry have no event type. */
const EXPECTED: Readonly<Record<string, string>> = {
  'siem/delivery': 'mimecast_email_delivery',
  'siem/receipt': 'mimecast_email_filter',
  'siem/process': 'mimecast_email_filter',
  'siem/spam': 'mimecast_email_filter',
  'siem/impersonation protect': 'mimecast_email_filter',
  'siem/internal email protect': 'mimecast_email_filter',
  'siem/entities': 'mimecast_email_filter',
  'siem/av': 'mimecast_email_content',
  'siem/attachment protect': 'mimecast_email_content',
  'siem/journal': 'mimecast_email_trace',
  'siem/mailflow': 'mimecast_email_trace',
  'siem/url protect': 'mimecast_web',
  'siem/urlclick': 'mimecast_web',
  'dlp/dlp': 'mimecast_email_filter',
  'held/held': 'mimecast_email_filter',
  'held/releases': 'mimecast_email_filter',
  'held/rejections': 'mimecast_email_filter',
  'ttp/attachment': 'mimecast_email_content',
  'ttp/impersonation': 'mimecast_email_filter',
  'ttp/url': 'mimecast_web',
};

/** Records whose content decides. */
const BY_CONTENT: Readonly<Record<string, string>> = {
  'ttp url, entry scan': 'mimecast_email_filter',
  'ttp-url-entry-scan': 'mimecast_email_filter',
  'audit-logon': 'mimecast_authentication',
  'audit-logon-failed': 'mimecast_authentication',
  'audit-saml': 'mimecast_authentication',
  'audit-java-address': 'mimecast_authentication',
  'audit-remote-ip': 'mimecast_authentication',
  'audit, challenge': 'mimecast_authentication',
  'audit, log-on': 'mimecast_authentication',
  'audit, failed log-on in a dump': 'mimecast_authentication',
  'audit, wrong password': 'mimecast_authentication',
  'audit, locked account': 'mimecast_authentication',
  'audit, log-on with SAML': 'mimecast_authentication',
  'audit, failed enrolment': 'mimecast_authentication',
  'audit, unauthorized call': 'mimecast_authentication',
};

describe('examples/splunk, event types', () => {
  for (const [name, { log, type }] of SHAPES) {
    const expected = BY_CONTENT[name] ?? EXPECTED[`${log}/${type}`];
    it(`${name}: ${expected ?? 'none'}`, () => {
      assert.deepEqual(found(name).eventTypes, expected === undefined ? [] : [expected]);
    });
  }

  it('all have tags, and all tags belong to one of them', () => {
    assert.deepEqual(
      [...ADD_ON.tags.keys()].sort(),
      [...ADD_ON.eventtypes.keys()].map((name) => `eventtype=${name}`).sort(),
    );
    for (const settings of ADD_ON.tags.values())
      assert.deepEqual([...new Set(settings.values())], ['enabled']);
  });

  it('a tag of a child data set stands beside the one of its parent', () => {
    const parents: Readonly<Record<string, string>> = {
      delivery: 'email',
      content: 'email',
      filter: 'email',
      proxy: 'web',
    };
    for (const tags of ADD_ON.tags.values())
      for (const tag of tags.keys()) assert.ok(tags.has(parents[tag] ?? tag), tag);
  });
});
