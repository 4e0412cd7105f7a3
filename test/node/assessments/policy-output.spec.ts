import assert from 'node:assert/strict';
import { z } from 'zod';
import { ADMIN, usePolicyCheck } from '../support/policy-harness';

describe('mimecast-policy-check with policies on its output', () => {
  const policy = usePolicyCheck();
  const { load, savedBaseline, change } = policy;

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
    const before = policy.harness.messages.length;
    await policy.harness.poll('policy');
    const sent = policy.harness.messages.slice(before);
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
    assert.deepEqual(policy.harness.kinds('summary')[0]?.['policies'], {
      first: 2,
      added: 0,
      changed: 0,
      unchanged: 0,
      removed: 0,
    });
    await policy.deploy({ output: 'policies', checks: 'greylisting' });
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
    assert.equal(policy.harness.kinds('summary')[0]?.['policies'], undefined);
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
