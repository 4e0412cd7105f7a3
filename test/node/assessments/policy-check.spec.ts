import assert from 'node:assert/strict';
import { join } from 'node:path';
import { z } from 'zod';
import { STANDARD_CHECKS } from '../../../nodes/lib/properties/values/policy-checks';
import { CANARIES, type SimulatorOptions } from '../../../nodes/lib/simulator/simulator';
import { waitUntil } from '../../doubles/wait-until';
import { CLIENT, type FlowNode } from '../support/account-helper';
import { savedText } from '../support/saved-text';
import { listenerNodes, type ShownStatus, SiemHarness, tab } from '../support/siem-harness';

import policyCheck = require('../../../nodes/policy-check/mimecast-policy-check');

const ADMIN = 'ana@corp.example';

const findingSchema = z.looseObject({
  check: z.string(),
  status: z.string(),
  severity: z.string(),
  summary: z.string().min(1),
  evidence: z.array(
    z.strictObject({
      tier: z.enum(['direct', 'unpublished', 'snapshot', 'attested', 'inferred']),
      endpoint: z.string(),
      httpStatus: z.number().nullable(),
      collectedAt: z.iso.datetime(),
      sha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .nullable(),
      excerpt: z.string(),
    }),
  ),
  remediation: z.string().min(1),
  controls: z.record(z.string(), z.array(z.string())),
  previousStatus: z.string().nullable(),
  changed: z.boolean(),
  drift: z
    .looseObject({
      added: z.array(z.unknown()),
      removed: z.array(z.unknown()),
      changed: z.array(z.unknown()),
      explainedBy: z.array(z.looseObject({ at: z.string(), user: z.string() })).nullable(),
    })
    .nullable(),
  runId: z.string(),
});
type Finding = z.infer<typeof findingSchema>;

const policyNode = (properties: Readonly<Record<string, unknown>> = {}): FlowNode => ({
  id: 'policy',
  type: 'mimecast-policy-check',
  z: 'tab',
  x: 100,
  y: 100,
  name: '',
  account: 'account',
  every: 0,
  wires: [['records'], ['reports']],
  ...properties,
});

describe('mimecast-policy-check', () => {
  let harness: SiemHarness;
  const load = async (
    properties: Readonly<Record<string, unknown>> = {},
    options: SimulatorOptions = {},
  ): Promise<void> => {
    // One second later, so that changes made now lie within the requested range.
    harness = await SiemHarness.start({
      history: 48 * 3_600_000,
      lateRecords: 0,
      now: () => Date.now(),
      ...options,
    });
    const flow = [tab, harness.account(), policyNode(properties), ...listenerNodes(['policy'])];
    await harness.load(flow, undefined, {}, [policyCheck]);
  };
  afterEach(() => harness.stop());

  /** The findings of one run, by check. */
  const run = async (): Promise<ReadonlyMap<string, Finding>> => {
    const before = harness.messages.length;
    await harness.poll('policy');
    const findings = harness.messages.slice(before).map(({ payload }) => findingSchema.parse(payload));
    return new Map(findings.map((finding) => [finding.check, finding]));
  };
  const savedBaseline = () => savedText(join(harness.userDir, 'mimecast', 'baselines', 'policy.json'));
  const owed = async () => z.looseObject({ owed: z.boolean() }).parse(JSON.parse(await savedBaseline())).owed;
  const statuses = async () => new Map([...(await run())].map(([check, { status }]) => [check, status]));
  const change = (...rest: Parameters<typeof harness.simulator.policies.change>) =>
    harness.simulator.policies.change(...rest);

  it('emits one finding per check and then a summary, without sensitive values', async () => {
    await load();
    const findings = await run();
    assert.deepEqual([...findings.keys()].sort(), [...STANDARD_CHECKS].sort());
    const [summary, another] = harness.kinds('summary');
    assert.equal(another, undefined);
    const counts = z.record(z.string(), z.number()).parse(summary?.['counts']);
    assert.equal(
      Object.values(counts).reduce((a, b) => a + b),
      STANDARD_CHECKS.length,
    );
    assert.equal(summary?.['score'], 100);
    const saved = await savedBaseline();
    for (const text of [JSON.stringify(harness.messages), JSON.stringify(harness.reports), saved]) {
      for (const canary of [...Object.values(CANARIES), ...Object.values(CLIENT)]) {
        assert.ok(!text.includes(canary), canary);
      }
    }
    assert.match(String(harness.messages[0]?.topic), /^mimecast\/finding\//);
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
    harness.simulator.policies.changeAccountInfo(ADMIN, {
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
    const { grants, faults } = harness.simulator;
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
      const before = harness.statuses.length;
      await harness.poll('policy');
      const isOver = ({ text = '' }: ShownStatus): boolean => /^\d+ passed/.test(text);
      await waitUntil(() => harness.statuses.slice(before).some(isOver), 'the status of a run');
      const { fill = '', text = '' } = harness.statuses.findLast(isOver) ?? {};
      return `${fill}: ${text.replace(/ · \d\d:\d\d$/, '')}`;
    };
    assert.equal(
      await shown(),
      'green: 2 passed · 1 not judged',
      'nobody can grant what the API does not have',
    );
    const { grants } = harness.simulator;
    const { permissions } = grants;
    grants.permissions = permissions.filter((one) => one !== 'Gateway | Policies | Read');
    assert.equal(await shown(), 'yellow: 1 passed · 1 denied · 1 not judged');
    grants.permissions = permissions;
    grants.products = grants.products.filter((one) => !['Policy Management', 'Cloud Gateway'].includes(one));
    assert.equal(await shown(), 'yellow: 0 passed · 2 denied · 1 not judged');
  });

  it('reports drift with its author and time, and does not report unreadable settings as removed', async () => {
    await load({ checks: 'greylisting' });
    assert.equal((await run()).get('greylisting')?.drift, null);
    const { grants } = harness.simulator;
    const { products } = grants;
    grants.products = products.filter((one) => one !== 'Policy Management');
    assert.equal((await run()).get('greylisting')?.drift, null);
    grants.products = products;
    change('greylisting', ADMIN, ([one]) => [{ ...one, enabled: false }]);
    const found = (await run()).get('greylisting');
    assert.equal(found?.status, 'disabled');
    assert.equal(found?.previousStatus, 'not_licensed');
    assert.deepEqual(found?.drift?.changed, [
      { name: 'Default greylisting', members: { enabled: { before: true, after: false } } },
    ]);
    assert.deepEqual(
      found?.drift?.explainedBy?.filter(({ user }) => user === ADMIN).map(({ user }) => user),
      [ADMIN],
    );
    const repeated = (await run()).get('greylisting');
    assert.equal(repeated?.drift, null);
    assert.equal(repeated?.changed, false);
  });

  it('sends only changes when configured, and the summary in any case', async () => {
    await load({ findings: 'changed', checks: 'greylisting,anti_spoofing' });
    assert.equal((await run()).size, 2);
    assert.equal((await run()).size, 0);
    change('greylisting', ADMIN, () => []);
    assert.deepEqual([...(await run()).keys()], ['greylisting']);
    assert.equal(harness.kinds('summary').length, 3);
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

  describe('with policies on its output', () => {
    const messageSchema = z.looseObject({
      topic: z.string(),
      payload: z.array(
        z.looseObject({
          policy: z.string(),
          name: z.string(),
          change: z.string(),
          configuration: z.unknown(),
        }),
      ),
      mimecast: z.looseObject({ log: z.literal('policy'), type: z.string(), ids: z.array(z.string()) }),
    });
    /** Topics of one run, and the policies of its messages. */
    const runPolicies = async () => {
      const before = harness.messages.length;
      await harness.poll('policy');
      const sent = harness.messages.slice(before);
      const messages = sent.filter(({ topic }) => String(topic).startsWith('mimecast/policy/'));
      return {
        topics: sent.map(({ topic }) => topic),
        policies: messages.map((one) => messageSchema.parse(one)),
      };
    };

    it('sends each policy whole, in messages by kind, beside the findings or instead of them', async () => {
      await load({ output: 'both', checks: 'greylisting,anti_spoofing_bypass' });
      const { topics, policies } = await runPolicies();
      assert.deepEqual(topics, [
        'mimecast/finding/anti_spoofing_bypass',
        'mimecast/finding/greylisting',
        'mimecast/policy/anti-spoofing-bypass',
        'mimecast/policy/greylisting',
      ]);
      const [bypass] = policies;
      assert.equal(bypass?.mimecast.ids.length, 1);
      assert.deepEqual(Object(bypass.payload[0]?.configuration).sourceIPs, ['192.0.2.0/28']);
      assert.deepEqual(harness.kinds('summary')[0]?.['policies'], {
        first: 2,
        added: 0,
        changed: 0,
        unchanged: 0,
        removed: 0,
      });
      const flow = [
        tab,
        harness.account(),
        policyNode({ output: 'policies', checks: 'greylisting' }),
        ...listenerNodes(['policy']),
      ];
      await harness.deploy(flow, 'full');
      const again = await runPolicies();
      assert.deepEqual(again.topics, ['mimecast/policy/greylisting']);
      assert.equal(again.policies[0]?.payload[0]?.change, 'unchanged');
    });

    it('sends only what changed where that is selected, and remembers what it sent', async () => {
      await load({ output: 'policies', findings: 'changed', checks: 'greylisting,journaling' });
      assert.equal((await runPolicies()).policies.length, 2);
      assert.deepEqual((await runPolicies()).topics, []);
      change('greylisting', ADMIN, ([one]) => [{ ...one, enabled: false }]);
      const { policies } = await runPolicies();
      assert.deepEqual(
        policies.map(({ payload }) => payload.map((one) => [one.name, one.change, one['members']])),
        [[['Default greylisting', 'changed', { enabled: { before: true, after: false } }]]],
      );
    });

    it('sends no policies to flows from before the property existed', async () => {
      await load({ checks: 'greylisting' });
      assert.deepEqual((await runPolicies()).topics, ['mimecast/finding/greylisting']);
      assert.equal(harness.kinds('summary')[0]?.['policies'], undefined);
      assert.ok(!(await savedBaseline()).includes('"policies"'));
    });

    it('limits its messages', async () => {
      await load({ output: 'policies', checks: 'permitted_urls' });
      const link = { action: 'block', matchType: 'domain', comment: 'c'.repeat(900) };
      change('managed-urls', ADMIN, () =>
        Array.from({ length: 1500 }, (_, n) => ({ ...link, domain: `site${n}.example` })),
      );
      const { policies } = await runPolicies();
      assert.ok(policies.length > 1);
      for (const { payload } of policies) assert.ok(JSON.stringify(payload).length <= 1_000_100);
      const names = policies.flatMap(({ payload }) => payload.map(({ name }) => name));
      assert.equal(new Set(names).size, 1500);
      const ids = policies.flatMap(({ mimecast }) => mimecast.ids);
      assert.equal(new Set(ids).size, 1500);
    });
  });

  it('sends no finding again after an error in between, and names the error in the summary', async () => {
    await load({ findings: 'changed', checks: 'greylisting,journaling' }, { logPageSize: 1 });
    assert.equal((await run()).size, 2);
    // An incomplete list counts as no list: the second page is refused.
    const one = { description: 'one', from: { type: 'everyone' }, to: { type: 'everyone' } };
    change('greylisting', ADMIN, () => [one, { ...one, description: 'two' }]);
    assert.deepEqual([...(await run()).keys()], ['greylisting']);
    for (const time of ['first', 'second']) {
      harness.simulator.faults.next('token-refused', 1);
      assert.equal((await run()).size, 0, `the ${time} error`);
      const summary = harness.kinds('summary').at(-1);
      assert.equal(z.looseObject({ error: z.number() }).parse(summary?.['counts']).error, 1);
      assert.match(String(summary?.['text']), /Unknown servers are greylisted: error; /);
      assert.equal(await owed(), true, 'a restart shall know');
    }
    assert.equal((await run()).size, 0, 'the same pass as before the errors');
    assert.equal(await owed(), false);
  });

  it('reports an invalid property when a message comes in', async () => {
    for (const [properties, words] of [
      [{ at: '25:00' }, /25:00 is no time of day/],
      [{ checks: 'nope' }, /nope is not one of blocked_senders/],
      [{ findings: 'sometimes' }, /sometimes is not one of all, changed/],
      [{ targets: '{"inferenceDays":0}' }, /inferenceDays takes a number from 1 to 90/],
      [{ targets: '{' }, /targets are not JSON/],
      [{ store: 'context:nowhere' }, /nowhere/],
    ] as const) {
      await load(properties);
      await harness.poll('policy');
      assert.match(harness.errors.at(-1)?.message ?? '', words);
      await harness.stop();
    }
    await load();
  });

  it('requests no unpublished path unless selected', async () => {
    await load();
    await run();
    assert.equal(harness.calls('/api/archive/get-settings').length, 0);
  });

  it('keeps its last run and the first use of the secret across a restart', async () => {
    await load({ checks: 'credential_age,greylisting', every: 24 });
    await waitUntil(() => harness.kinds('summary').length === 1, 'the first run');
    const flow = [
      tab,
      harness.account(),
      policyNode({
        checks: 'credential_age,greylisting',
        every: 24,
        targets: '{"maximumCredentialAgeDays":0}',
      }),
      ...listenerNodes(['policy']),
    ];
    await harness.deploy(flow, 'full');
    const findings = await run();
    assert.equal(harness.kinds('summary').length, 2, 'a restart is no reason to run');
    assert.equal(findings.get('greylisting')?.previousStatus, 'pass');
    assert.match(findings.get('credential_age')?.evidence[0]?.excerpt ?? '', /^first seen /);
  });

  it('reports invalid settings', async () => {
    await load({ targets: '{"retention":1}' });
    await harness.poll('policy');
    assert.match(harness.errors[0]?.message ?? '', /no target called retention/);
  });
});
