import assert from 'node:assert/strict';
import {
  auditActivity,
  detections,
  licensed,
  recentActivity,
  requiredPackages,
  retention,
} from '../../../../nodes/lib/assessments/policy/rules/account';
import {
  activeList,
  bypasses,
  coversInbound,
  dmarcEnforced,
  engine,
  journaling,
} from '../../../../nodes/lib/assessments/policy/rules/policies';
import type { JsonObject } from '../../../../nodes/lib/contracts/json';
import { contextWith } from './check-context';

const policy = (more: JsonObject = {}): JsonObject => ({
  description: 'One',
  option: 'apply_it',
  enabled: true,
  from: { type: 'everyone' },
  to: { type: 'internal_addresses' },
  fromEternal: true,
  toEternal: true,
  ...more,
});

describe('A list of policies', () => {
  const rule = activeList({ what: 'greylisting policy', covers: coversInbound, gap: 'all inbound mail' });
  const status = (...policies: readonly JsonObject[]) => rule(policies, contextWith())?.status;

  it('passes when one is in force for everybody', () => assert.equal(status(policy()), 'pass'));
  it('is not configured when it is empty', () => assert.equal(status(), 'not_configured'));
  it('is disabled when all are off, expired, or in the future', () => {
    for (const off of [false, 'False', ' no ', 0]) {
      assert.equal(status(policy({ enabled: off })), 'disabled', String(off));
    }
    assert.equal(status({ ...policy({}), isEnabled: false }), 'disabled');
    assert.equal(status({ ...policy({}), status: 'Disabled' }), 'disabled');
    const over = { toEternal: false, toDateTime: '2026-11-01T00:00:00+0000' };
    assert.equal(status(policy(over)), 'disabled');
    assert.match(rule([policy(over)], contextWith())?.summary ?? '', /has expired/);
    const toCome = { fromEternal: false, fromDateTime: '2027-01-01T00:00:00+0000' };
    assert.equal(status(policy(toCome)), 'disabled');
  });
  it('is still in force on its last day', () => {
    assert.equal(status(policy({ toEternal: false, toDateTime: '2026-11-22T23:59:59+0000' })), 'pass');
  });
  it('fails when none has an effect', () => {
    assert.equal(status(policy({ option: 'take_no_action' })), 'fail');
  });
  it('has a gap when it covers a part only', () => {
    assert.equal(status(policy({ to: { type: 'profile_group' } })), 'scope_gap');
    assert.equal(status(policy({ from: { type: 'email_domain' } })), 'scope_gap');
  });
  it('reads the older, nested form as well', () => {
    const { option, ...inner } = policy();
    assert.equal(status({ id: 'eNo', option, policy: inner }), 'pass');
    const nested = { ...inner, toEternal: false, toDate: '2026-11-01T00:00:00+0000' };
    assert.equal(status({ id: 'eNo', option, policy: nested }), 'disabled');
  });
});

describe('A name in a summary', () => {
  const hostile = `All\n\u202egreen\u0000 https://a.example/?sig=canary ${'x'.repeat(1_000_000)}`;
  const summaries = [
    activeList({ what: 'policy' })([policy({ description: hostile, enabled: false })], contextWith()),
    recentActivity([{ definition: hostile, records: 1 }], contextWith()),
    bypasses([{ [hostile]: 1 }], contextWith()),
    engine(/url/)([{ securityEngines: { url: { enabled: true, action: hostile } } }], contextWith()),
  ].map((result) => result?.summary ?? '');

  it('is on one line, cut, and without credentials', () => {
    for (const summary of summaries) {
      assert.ok(summary.length > 20 && summary.length < 600, `${summary.length}`);
      assert.doesNotMatch(summary, /[\p{Cc}\p{Cf}]|canary/u);
    }
  });
});

describe('Bypasses of anti-spoofing', () => {
  const wide = policy({ description: 'Everybody', option: 'enable_bypass' });
  const narrow = policy({ description: 'Payroll', option: 'enable_bypass', from: { type: 'email_domain' } });
  const status = (policies: readonly JsonObject[], permittedBypasses: readonly string[] = []) =>
    bypasses(policies, contextWith({ permittedBypasses }))?.status;

  it('pass when there are none', () => assert.equal(status([]), 'pass'));
  it('pass when they are narrow', () => assert.equal(status([narrow]), 'pass'));
  it('fail when one is open to everybody, unless it is bound to servers', () => {
    assert.equal(status([narrow, wide]), 'fail');
    assert.equal(status([{ ...wide, sourceIPs: ['192.0.2.1'] }]), 'pass');
    assert.equal(status([{ ...wide, conditions: { hostnames: ['mx.example'] } }]), 'pass');
  });
  it('do not count when they are off, expired or inverted', () => {
    assert.equal(status([{ ...wide, enabled: false }]), 'pass');
    assert.equal(status([{ ...wide, option: 'disable_bypass' }]), 'pass');
  });
  it('are not judged when a record does not say to whom it applies', () => {
    const result = bypasses([narrow, { description: 'New form' }], contextWith());
    assert.equal(result?.status, 'not_readable');
    assert.match(result?.summary ?? '', /1 of 2 records .*the members description/);
  });
  it('fail when they are not permitted', () => {
    assert.equal(status([narrow], ['payroll']), 'pass');
    assert.equal(status([narrow], ['another']), 'fail');
    assert.equal(status([wide], ['everybody']), 'pass');
  });
});

describe('Other rules', () => {
  it('journaling: none, switched off, failing, running', () => {
    const status = (...services: readonly JsonObject[]) => journaling(services, contextWith())?.status;
    assert.equal(status(), 'not_configured');
    assert.equal(status({ enabled: false }), 'disabled');
    assert.equal(status({ enabled: true, status: 'Connection failed' }), 'fail');
    assert.equal(status({ enabled: true, status: 'Connection failed' }, { enabled: true }), 'pass');
    assert.equal(status({ enabled: true, statusInfo: { status: 'error' } }), 'fail');
    assert.equal(status({ enabled: 'false' }), 'disabled');
  });

  it('journaling: a record that does not say whether it runs is no pass', () => {
    const result = journaling([{ enabled: true }, { queue: 'x' }], contextWith());
    assert.equal(result?.status, 'not_readable');
    assert.match(result?.summary ?? '', /1 of 2 records do not say whether they run.*members queue/);
  });

  it('DMARC: all, some or none of the active domains, or no known domain', () => {
    const status = (...domains: readonly JsonObject[]) => dmarcEnforced(domains, contextWith())?.status;
    const reject = { domain: 'a.example', dmarcPolicy: 'reject' };
    const none = { domain: 'b.example', dmarcPolicy: 'none' };
    assert.equal(status(reject, { ...none, activityStatus: 'inactive' }), 'pass');
    assert.equal(status(reject, none), 'scope_gap');
    assert.equal(status(none), 'fail');
    assert.equal(status({ ...none, activityStatus: 'inactive' }), 'not_configured');
    assert.equal(status({ domain: 'c.example' }), undefined, 'a response without policies proves nothing');
  });

  it('engines: on, off, without an action, or missing', () => {
    const status = (one: JsonObject) => engine(/url/i)([one], contextWith())?.status;
    assert.equal(status({ urlProtect: { enabled: true, action: 'block' } }), 'pass');
    assert.equal(status({ urlProtect: { enabled: false } }), 'disabled');
    assert.equal(status({ urlProtect: { enabled: true, rewriteEnabled: false } }), 'disabled');
    assert.equal(status({ urlProtect: { enabled: 'No' } }), 'disabled');
    assert.equal(status({ urlProtect: { enabled: true, action: 'none' } }), 'fail');
    assert.equal(status({ attachmentProtect: { enabled: true } }), undefined);
    assert.equal(status({ urlProtect: 'on' }), undefined);
    const newer = (one: JsonObject) => status({ securityEngines: { urlClick: one } });
    assert.equal(newer({ rewriteEnabled: true }), 'pass');
    assert.equal(newer({ rewriteEnabled: false }), 'disabled');
    assert.equal(newer({ sensitivity: 'high' }), undefined);
  });

  it('packages: a licence proves nothing, its absence does', () => {
    const rule = licensed(/url protect/i, 'URL Protection');
    assert.equal(rule([{ packages: ['URL Protection (Site) [1043]'] }], contextWith()), undefined);
    assert.equal(rule([{ packages: [{ name: 'URL Protection', code: 1043 }] }], contextWith()), undefined);
    assert.equal(rule([{ packages: ['Email Continuity [1019]'] }], contextWith())?.status, 'not_licensed');
    assert.equal(rule([{}], contextWith()), undefined);
  });

  it('required packages: all present, or the missing ones named', () => {
    const targets = { requiredPackages: ['url protection', 'Sandbox'] };
    const packages = ['URL Protection (Site) [1043]'];
    const result = requiredPackages([{ packages }], contextWith(targets));
    assert.equal(result?.status, 'fail');
    assert.match(result?.summary ?? '', /lacks Sandbox$/);
    assert.equal(requiredPackages([{ packages }], contextWith({ requiredPackages: [] }))?.status, 'pass');
    assert.equal(requiredPackages([{}], contextWith()), undefined);
  });

  it('retention: long enough, too short, no archive, unknown', () => {
    const status = (account: JsonObject) =>
      retention([account], contextWith({ minimumRetentionDays: 365 }))?.status;
    assert.equal(status({ archive: true, maxRetention: 365 }), 'pass');
    assert.equal(status({ archive: true, maxRetention: 364 }), 'fail');
    assert.equal(status({ archive: false, maxRetention: 365 }), 'disabled');
    assert.equal(status({ archive: true }), undefined);
    assert.equal(status({}), undefined);
  });

  it('signs of activity prove that a control works, and their absence proves nothing', () => {
    assert.equal(recentActivity([{ definition: 'Default', records: 3 }], contextWith())?.status, 'pass');
    assert.equal(recentActivity([], contextWith()), undefined);
    assert.equal(detections([{ detectionCount: 0 }], contextWith()), undefined);
    assert.equal(detections([{ detectionCount: 2 }, { detectionCount: 'x' }], contextWith())?.status, 'pass');
  });

  it('an audit log without an event fails, because a tenant always has events', () => {
    assert.equal(auditActivity([], contextWith())?.status, 'fail');
    assert.equal(auditActivity([{ eventTime: '2026-11-22T00:00:00+0000' }], contextWith())?.status, 'pass');
    assert.equal(auditActivity([{ time: 1 }], contextWith())?.status, 'not_readable');
  });
});
