import assert from 'node:assert/strict';
import { z } from 'zod';
import { STANDARD_CHECKS } from '../../../nodes/lib/properties/values/policy-checks';
import { CANARIES } from '../../../nodes/lib/simulator/simulator';
import { waitUntil } from '../../doubles/wait-until';
import { CLIENT } from '../support/account-helper';
import { ADMIN, usePolicyCheck } from '../support/policy-harness';
import type { ShownStatus } from '../support/siem-harness';

describe('mimecast-policy-check', () => {
  const policy = usePolicyCheck();
  const { load, run, statuses, savedBaseline, change } = policy;

  it('emits one finding per check and then a summary, without sensitive values', async () => {
    await load();
    const findings = await run();
    assert.deepEqual([...findings.keys()].sort(), [...STANDARD_CHECKS].sort());
    const [summary, another] = policy.harness.kinds('summary');
    assert.equal(another, undefined);
    const counts = z.record(z.string(), z.number()).parse(summary?.['counts']);
    assert.equal(
      Object.values(counts).reduce((a, b) => a + b),
      STANDARD_CHECKS.length,
    );
    assert.equal(summary?.['score'], 100);
    const saved = await savedBaseline();
    for (const text of [
      JSON.stringify(policy.harness.messages),
      JSON.stringify(policy.harness.reports),
      saved,
    ]) {
      for (const canary of [...Object.values(CANARIES), ...Object.values(CLIENT)]) {
        assert.ok(!text.includes(canary), canary);
      }
    }
    assert.match(String(policy.harness.messages[0]?.topic), /^mimecast\/finding\//);
  });

  it('passes its checks on a well-configured tenant, and fails each one whose configuration is weakened', async () => {
    await load({ targets: '{"minimumRetentionDays":365}' });
    const before = await statuses();
    change('blocked-senders', ADMIN, (list) => list.map((one) => ({ ...one, option: 'no_action' })));
    change('anti-spoofing', ADMIN, (list) => list.map((one) => ({ ...one, option: 'no_action' })));
    change('anti-spoofing-bypass', ADMIN, (list) =>
      list.map((one) => ({ ...one, from: { type: 'everyone' }, sourceIPs: [] })),
    );
    change('greylisting', ADMIN, (list) => list.map((one) => ({ ...one, option: 'no_action' })));
    change('dns-authentication-outbound', ADMIN, (list) =>
      list.map((one) => ({ ...one, option: 'take_no_action' })),
    );
    change('journaling', ADMIN, (list) => list.map((one) => ({ ...one, status: 'failed' })));
    change('dmarc-domains', ADMIN, (list) => list.map((one) => ({ ...one, dmarcPolicy: 'none' })));
    change('default-policy', ADMIN, ([one]) => [
      {
        ...one,
        attachmentProtect: { enabled: true, action: 'none' },
        impersonationProtect: { enabled: true, action: 'none' },
        urlProtect: { enabled: true, action: 'none' },
      },
    ]);
    policy.harness.simulator.policies.changeAccountInfo(ADMIN, {
      maxRetention: 30,
      packages: ['Email Continuity [1019]'],
    });
    const after = await statuses();
    const turned = [...after].filter(([check, status]) => before.get(check) === 'pass' && status === 'fail');
    assert.deepEqual(turned.map(([check]) => check).sort(), [
      'account_features',
      'anti_spoofing',
      'anti_spoofing_bypass',
      'archive_retention',
      'attachment_protection',
      'blocked_senders',
      'dmarc_enforcement',
      'greylisting',
      'impersonation_protection',
      'journaling',
      'outbound_dkim',
      'url_protection',
    ]);
  });

  it('distinguishes empty, forbidden, not licensed, unreadable and failing', async () => {
    await load({ checks: 'greylisting,content_examination' }, { logRates: { dlp: 0 }, logPageSize: 1 });
    const of = async (check: string) => (await statuses()).get(check);
    assert.equal(await of('greylisting'), 'pass');
    assert.equal(await of('content_examination'), 'not_readable');
    change('greylisting', ADMIN, () => []);
    assert.equal(await of('greylisting'), 'not_configured');
    const { grants, faults } = policy.harness.simulator;
    const { products, permissions } = grants;
    grants.permissions = permissions.filter((one) => one !== 'Gateway | Policies | Read');
    assert.equal(await of('greylisting'), 'no_permission');
    grants.permissions = permissions;
    grants.products = products.filter((one) => one !== 'Policy Management');
    assert.equal(await of('greylisting'), 'not_licensed');
    grants.products = products;
    // An incomplete list counts as no list: the second page is refused.
    change('greylisting', ADMIN, () => [{ description: 'one' }, { description: 'two' }]);
    faults.next('token-refused', 1);
    assert.equal(await of('greylisting'), 'error');
    assert.equal(await of('greylisting'), 'scope_gap');
  });

  it('is not green where a check was denied, or nothing could be evaluated', async () => {
    await load({ checks: 'greylisting,journaling,content_examination' }, { logRates: { dlp: 0 } });
    const shown = async (): Promise<string> => {
      const before = policy.harness.statuses.length;
      await policy.harness.poll('policy');
      const isOver = ({ text = '' }: ShownStatus): boolean => /^\d+ passed/.test(text);
      await waitUntil(() => policy.harness.statuses.slice(before).some(isOver), 'the status of a run');
      const { fill = '', text = '' } = policy.harness.statuses.findLast(isOver) ?? {};
      return `${fill}: ${text.replace(/ · \d\d:\d\d$/, '')}`;
    };
    assert.equal(
      await shown(),
      'green: 2 passed · 1 not assessed',
      'nobody can grant what the API does not have',
    );
    const { grants } = policy.harness.simulator;
    const { permissions } = grants;
    grants.permissions = permissions.filter((one) => one !== 'Gateway | Policies | Read');
    assert.equal(await shown(), 'yellow: 1 passed · 1 denied · 1 not assessed');
    grants.permissions = permissions;
    grants.products = grants.products.filter((one) => !['Policy Management', 'Cloud Gateway'].includes(one));
    assert.equal(await shown(), 'yellow: 0 passed · 2 denied · 1 not assessed');
  });

  it('requests unpublished paths only when selected, and treats 404 as no such data', async () => {
    await load({ checks: 'archive_retention', unpublished: true });
    const [finding] = (await run()).values();
    assert.equal(finding?.status, 'pass');
    assert.deepEqual(
      finding?.evidence.map(({ endpoint, httpStatus }) => [endpoint, httpStatus]),
      [
        ['/api/account/get-account', 200],
        ['/api/archive/get-settings', 404],
      ],
    );
  });

  it('judges the response of an unpublished path by its content', async () => {
    await load(
      { checks: 'content_examination', unpublished: true },
      { grants: { unpublished: true }, logRates: { dlp: 0 } },
    );
    const [finding] = (await run()).values();
    assert.equal(finding?.status, 'pass');
    const [first] = finding?.evidence ?? [];
    assert.deepEqual(
      [first?.endpoint, first?.httpStatus, first?.tier],
      ['/api/policy/content-examination/get-policy', 200, 'unpublished'],
    );
    assert.match(first?.excerpt ?? '', /Card numbers/);
    change('content-examination', ADMIN, (list) => list.map((one) => ({ ...one, enabled: false })));
    assert.equal((await statuses()).get('content_examination'), 'disabled');
    change('content-examination', ADMIN, () => [{ weather: 'fine' }]);
    assert.equal((await statuses()).get('content_examination'), 'not_readable');
  });

  it('requests no unpublished path unless selected', async () => {
    await load();
    await run();
    assert.equal(policy.harness.calls('/api/archive/get-settings').length, 0);
  });

  it('reports an invalid property when a message comes in', async () => {
    for (const [properties, words] of [
      [{ at: '25:00' }, /25:00 is not a valid time/],
      [{ checks: 'nope' }, /nope is not one of blocked_senders/],
      [{ findings: 'sometimes' }, /sometimes is not one of all, changed/],
      [{ targets: '{"inferenceDays":0}' }, /inferenceDays takes a number from 1 to 90/],
      [{ targets: '{' }, /targets are not JSON/],
      [{ store: 'context:nowhere' }, /nowhere/],
    ] as const) {
      await load(properties);
      await policy.harness.poll('policy');
      assert.match(policy.harness.errors.at(-1)?.message ?? '', words);
      await policy.harness.stop();
    }
    await load();
  });

  it('reports invalid settings', async () => {
    await load({ targets: '{"retention":1}' });
    await policy.harness.poll('policy');
    assert.match(policy.harness.errors[0]?.message ?? '', /no target called retention/);
  });
});
