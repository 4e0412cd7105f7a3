import assert from 'node:assert/strict';
import { CHECK_TABLE, sourcesOf } from '../../../../nodes/lib/assessments/policy/checks';
import { CONTROLS } from '../../../../nodes/lib/assessments/policy/controls';
import { SOURCES } from '../../../../nodes/lib/assessments/policy/sources';
import type { SourceResults } from '../../../../nodes/lib/assessments/policy/types';
import { CHECKS } from '../../../../nodes/lib/properties/values/policy-checks';
import { contextWith, DAY, empty, evaluate, evidence, NOW, unavailable } from './check-context';

describe('A check', () => {
  for (const [kind, status] of [
    ['forbidden', 'no_permission'],
    ['notLicensed', 'not_licensed'],
    ['notReadable', 'not_readable'],
    ['broken', 'error'],
  ] as const) {
    it(`with ${kind} as its only source is ${status}, and says why`, () => {
      const result = evaluate('greylisting', { greylisting: unavailable(kind) });
      assert.equal(result.status, status);
      assert.equal(result.summary, `it is ${kind}`);
      assert.equal(result.evidence[0]?.sha256, null);
      assert.deepEqual(result.contents, []);
    });
  }

  it('uses the strongest source that can be read', () => {
    const result = evaluate('blocked_senders', {
      blockedSenders: unavailable('forbidden'),
      blockedSendersOlder: empty,
    });
    assert.equal(result.status, 'not_configured');
    assert.equal(result.evidence.length, 2);
  });

  it('ignores a failing source that a tenant need not have', () => {
    const result = evaluate('url_protection', {
      cloudIntegrated: unavailable('notLicensed'),
      account: evidence({ packages: ['URL Protection [1043]'] }),
      urlStats: unavailable('broken'),
      urlLog: evidence({ definition: 'Default URL', records: 3 }),
    });
    assert.equal(result.status, 'pass');
    assert.equal(result.evidence.at(-1)?.tier, 'inferred');
  });

  it('is an error when the policy itself could not be read, whatever weaker sources say', () => {
    const signs: SourceResults = {
      account: evidence({ packages: ['URL Protection [1043]'] }),
      urlLog: evidence({ definition: 'Default URL', records: 3 }),
    };
    assert.equal(
      evaluate('url_protection', { cloudIntegrated: unavailable('broken'), ...signs }).status,
      'error',
    );
    const unknown: SourceResults = {
      account: evidence({ packages: ['URL Protection [1043]'] }),
      urlLog: empty,
    };
    assert.equal(evaluate('url_protection', { urlStats: unavailable('broken'), ...unknown }).status, 'error');
  });

  it('judges what an unpublished path answers by its content', () => {
    const result = evaluate('content_examination', {
      unpublishedContent: evidence({ description: 'Cards', enabled: true }),
    });
    assert.equal(result.status, 'pass');
    assert.equal(result.evidence[0]?.tier, 'unpublished');
    assert.match(result.evidence[0]?.sha256 ?? '', /^[0-9a-f]{64}$/);
    const off = evidence({ description: 'Cards', enabled: false });
    assert.equal(evaluate('content_examination', { unpublishedContent: off }).status, 'disabled');
    assert.equal(evaluate('content_examination', { unpublishedContent: empty }).status, 'not_configured');
  });

  it('uses weaker evidence where an unpublished path answers in another form, and says why if there is none', () => {
    const unpublishedContent = evidence({ description: 'x' });
    const alone = evaluate('content_examination', { unpublishedContent });
    assert.equal(alone.status, 'not_readable');
    assert.match(alone.summary, /1 of 1 record do not say whether they are enabled.*the members description/);
    const dlpLog = evidence({ definition: 'Cards', records: 3 });
    assert.equal(evaluate('content_examination', { unpublishedContent, dlpLog }).status, 'pass');
  });

  it('of the archive passes only if neither source says otherwise', () => {
    const account = (maxRetention: number) => evidence({ archive: true, maxRetention });
    const settings = (retentionDays: number) => evidence({ archiveEnabled: true, retentionDays });
    const status = (results: SourceResults) => evaluate('archive_retention', results).status;
    assert.equal(status({ account: account(3650), unpublishedArchive: settings(3650) }), 'pass');
    assert.equal(status({ account: account(3650), unpublishedArchive: settings(30) }), 'fail');
    assert.equal(status({ account: account(30), unpublishedArchive: settings(3650) }), 'fail');
    assert.equal(status({ account: unavailable('forbidden'), unpublishedArchive: settings(3650) }), 'pass');
    assert.equal(
      status({ account: account(3650), unpublishedArchive: unavailable('notReadable') }),
      'pass',
      'the undocumented path is not needed',
    );
    assert.equal(status({ unpublishedArchive: evidence({ a: 1 }) }), 'not_readable');
  });

  it('trusts an empty list only if something else of the same product was read', () => {
    assert.equal(evaluate('anti_spoofing_bypass', { bypass: empty }).status, 'not_readable');
    assert.match(evaluate('permitted_urls', { managedUrls: empty }).summary, /may not see what there is/);
    const antiSpoofing = evidence({ description: 'Default' });
    assert.equal(evaluate('anti_spoofing_bypass', { bypass: empty, antiSpoofing }).status, 'pass');
    assert.equal(evaluate('permitted_urls', { managedUrls: empty, antiSpoofing }).status, 'pass');
  });

  it('that needs several sources does not pass when one of them was not read', () => {
    const managedSenders = evidence({ sender: 'ana@vendor.example', type: 'Permit' });
    const internalDomains = evidence({ domain: 'corp.example' });
    assert.equal(evaluate('permitted_senders', { managedSenders, internalDomains }).status, 'pass');
    assert.equal(
      evaluate('permitted_senders', { managedSenders, internalDomains: unavailable('forbidden') }).status,
      'no_permission',
    );
    const wide = evidence({ sender: 'gmail.com', type: 'Permit' });
    assert.equal(
      evaluate('permitted_senders', { managedSenders: wide, internalDomains: unavailable('forbidden') })
        .status,
      'fail',
    );
  });

  it('never infers absence from a log without events', () => {
    const result = evaluate('url_protection', {
      cloudIntegrated: unavailable('notLicensed'),
      account: evidence({ packages: ['URL Protection [1043]'] }),
      urlLog: empty,
    });
    assert.equal(result.status, 'not_readable');
  });

  it('is not licensed when the packages say so, whatever a log contains', () => {
    const result = evaluate('url_protection', {
      account: evidence({ packages: ['Email Continuity [1019]'] }),
      urlLog: evidence({ definition: 'Old', records: 1 }),
    });
    assert.equal(result.status, 'not_licensed');
  });

  it('has the same hash for the same content in another order with other ids', () => {
    const hashes = [
      [
        { id: 'eNo1', description: 'a' },
        { id: 'eNo2', description: 'b' },
      ],
      [
        { id: 'eNo3', description: 'b' },
        { id: 'eNo4', description: 'a' },
      ],
    ].map((records) => evaluate('greylisting', { greylisting: evidence(...records) }).evidence[0]?.sha256);
    assert.match(String(hashes[0]), /^[0-9a-f]{64}$/);
    assert.equal(hashes[0], hashes[1]);
  });

  it('of the secret fails when it is too old, and is not readable without one', () => {
    assert.equal(evaluate('credential_age', {}).status, 'fail');
    const young = evaluate('credential_age', {}, { ...contextWith(), credentialSince: NOW - 90 * DAY });
    assert.equal(young.status, 'pass');
    const none = evaluate('credential_age', {}, contextWith());
    assert.equal(none.status, 'not_readable');
  });
});

describe('The table of checks', () => {
  it('has a row, controls, and a way to read each source of every check', () => {
    assert.deepEqual(
      CHECK_TABLE.map(({ id }) => id),
      [...CHECKS],
    );
    for (const source of sourcesOf(CHECK_TABLE)) assert.equal(typeof SOURCES[source], 'function', source);
    for (const id of CHECKS) {
      for (const requirements of Object.values(CONTROLS[id])) assert.ok(requirements.length > 0, id);
    }
  });
});
