import assert from 'node:assert/strict';
import { coversOutbound, coversRecipients } from '../../../../nodes/lib/assessments/policy/rules/policies';
import {
  archiveSettings,
  unpublishedPolicies,
} from '../../../../nodes/lib/assessments/policy/rules/unpublished';
import type { JsonObject } from '../../../../nodes/lib/contracts/json';
import { contextWith } from './check-context';

const context = contextWith();

describe('A policy on an unpublished path', () => {
  const rule = unpublishedPolicies({
    what: 'URL protection policy',
    covers: coversRecipients,
    gap: 'all recipients',
    direction: 'inbound',
    needs: /rewrit|scan/i,
  });
  const judge = (...records: readonly JsonObject[]) => rule(records, context);
  const status = (...records: readonly JsonObject[]) => judge(...records)?.status;

  it('passes by what it says, and names what it does not say', () => {
    const result = judge({ description: 'Rewrite links', enabled: true });
    assert.equal(result?.status, 'pass');
    assert.match(result?.summary ?? '', /"Rewrite links"; the path does not say to whom it applies$/);
    const scoped = judge({ description: 'All', enabled: true, to: { type: 'everyone' } });
    assert.match(scoped?.summary ?? '', /in force: "All"$/);
  });

  it('has the statuses of a published policy', () => {
    assert.equal(status(), 'not_configured');
    assert.equal(status({ description: 'x', enabled: false }), 'disabled');
    assert.equal(status({ description: 'x', status: 'Disabled' }), 'disabled');
    assert.equal(status({ description: 'x', active: 'true', option: 'no_action' }), 'fail');
    assert.equal(status({ description: 'x', enabled: true, to: { type: 'profile_group' } }), 'scope_gap');
    const over = { toEternal: false, toDate: '2026-11-01T00:00:00+0000' };
    assert.equal(status({ policy: { description: 'x', enabled: true, ...over } }), 'disabled');
  });

  it('is not in force when one of its members says that it is off', () => {
    assert.equal(status({ description: 'x', enabled: true, status: 'disabled' }), 'disabled');
    assert.equal(status({ description: 'x', enabled: true, state: 'Inactive' }), 'disabled');
    assert.equal(status({ description: 'x', enabled: true, isActive: 'false' }), 'disabled');
    assert.equal(status({ description: 'x', enabled: true, status: 'active' }), 'pass');
  });

  it('fails when what it is for is switched off inside', () => {
    assert.equal(status({ enabled: true, definition: { rewriteUrls: false } }), 'fail');
    assert.equal(status({ enabled: true, definition: { rewriteUrls: true } }), 'pass');
  });

  it('is not readable when a record is of another form, and says which members it has', () => {
    for (const records of [[{}], [{ definition: 'x', foo: 1 }], [{ enabled: true }, { foo: 1 }]] as const) {
      const result = judge(...records);
      assert.equal(result?.status, 'not_readable');
      assert.match(result?.summary ?? '', /another form/);
    }
    assert.match(judge({ foo: 'secret' })?.summary ?? '', /the members foo/);
    assert.doesNotMatch(judge({ foo: 'secret' })?.summary ?? '', /secret/);
  });

  it('has rules of its own for outgoing mail', () => {
    const outbound = unpublishedPolicies({
      what: 'content examination policy',
      covers: coversOutbound,
      gap: 'outgoing mail',
      direction: 'outbound',
      needs: /examin/i,
    });
    const from = (type: string) => outbound([{ enabled: true, from: { type } }], context)?.status;
    assert.equal(from('internal_addresses'), 'pass');
    assert.equal(from('external_addresses'), 'scope_gap');
    const along = (direction: string) => outbound([{ enabled: true, direction }], context)?.status;
    assert.deepEqual(['outbound', 'Both', 'inbound'].map(along), ['pass', 'pass', 'scope_gap']);
  });
});

describe('Settings of the archive with a unit', () => {
  const status = (record: JsonObject) => archiveSettings([record], context)?.status;

  it('are compared in days', () => {
    assert.equal(status({ retention: 120, retentionUnit: 'months' }), 'pass');
    assert.equal(status({ retention: 11, retentionUnit: 'Month' }), 'fail');
    assert.equal(status({ retention: 10, retentionPeriodUnit: 'years' }), 'pass');
    assert.equal(status({ retention: 400, retentionUnit: 'DAYS' }), 'pass');
  });

  it('are not judged when the unit is unknown', () => {
    assert.equal(status({ retention: 400, retentionUnit: 'fortnights' }), 'not_readable');
    assert.equal(status({ retention: '10 years' }), 'not_readable');
  });
});

describe('Settings of the archive on an unpublished path', () => {
  const status = (...records: readonly JsonObject[]) => archiveSettings(records, context)?.status;

  it('are judged however many there are', () =>
    assert.equal(
      status(...Array.from({ length: 100_000 }, () => ({ retentionDays: 1, retentionYears: 2 }))),
      'fail',
    ));

  it('are judged by the days that mail is kept, and whether there is an archive', () => {
    assert.equal(status({ archiveEnabled: true, retentionDays: 3650 }), 'pass');
    assert.equal(status({ archiveEnabled: true, retentionDays: '30' }), 'fail');
    assert.equal(status({ archiveEnabled: 'false', retentionDays: 3650 }), 'disabled');
    assert.equal(status({ archiveEnabled: 'off', retentionDays: 3650 }), 'disabled');
    assert.equal(status({ archiveStatus: 'Disabled', retentionDays: 3650 }), 'disabled');
    assert.equal(status({ status: 'disabled', retentionDays: 3650 }), 'disabled');
    assert.equal(status({ status: 'active', retentionDays: 3650 }), 'pass');
    assert.equal(status({ settings: { maxRetention: 400 } }), 'pass');
    assert.equal(status({ retentionDays: 3650 }, { retentionDays: 30 }), 'fail');
  });

  it('are not readable without a number of days', () => {
    for (const record of [
      {},
      { archiveEnabled: true },
      { retentionDays: null },
      { retentionDays: 'for ever' },
      { retentionDays: true },
    ])
      assert.equal(status(record), 'not_readable', JSON.stringify(record));
    assert.equal(status(), 'not_readable');
  });
});
