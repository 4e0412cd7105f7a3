import assert from 'node:assert/strict';
import { z } from 'zod';
import { waitUntil } from '../../doubles/wait-until';
import { ADMIN, usePolicyCheck } from '../support/policy-harness';

describe('mimecast-policy-check compares with its last run', () => {
  const policy = usePolicyCheck();
  const { load, run, savedBaseline, change } = policy;
  const owed = async () => z.looseObject({ owed: z.boolean() }).parse(JSON.parse(await savedBaseline())).owed;

  it('reports drift with its author and time, and does not report unreadable settings as removed', async () => {
    await load({ checks: 'greylisting' });
    assert.equal((await run()).get('greylisting')?.drift, null);
    const { grants } = policy.harness.simulator;
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
    assert.equal(policy.harness.kinds('summary').length, 3);
  });

  it('sends no finding again after an error in between, and names the error in the summary', async () => {
    await load({ findings: 'changed', checks: 'greylisting,journaling' }, { logPageSize: 1 });
    assert.equal((await run()).size, 2);
    // An incomplete list counts as no list: the second page is refused.
    const one = { description: 'one', from: { type: 'everyone' }, to: { type: 'everyone' } };
    change('greylisting', ADMIN, () => [one, { ...one, description: 'two' }]);
    assert.deepEqual([...(await run()).keys()], ['greylisting']);
    for (const time of ['first', 'second']) {
      policy.harness.simulator.faults.next('token-refused', 1);
      assert.equal((await run()).size, 0, `the ${time} error`);
      const summary = policy.harness.kinds('summary').at(-1);
      assert.equal(z.looseObject({ error: z.number() }).parse(summary?.['counts']).error, 1);
      assert.match(String(summary?.['text']), /Unknown servers are greylisted: error; /);
      assert.equal(await owed(), true, 'a restart shall know');
    }
    assert.equal((await run()).size, 0, 'the same pass as before the errors');
    assert.equal(await owed(), false);
  });

  it('keeps its last run and the first use of the secret across a restart', async () => {
    await load({ checks: 'credential_age,greylisting', every: 24 });
    await waitUntil(() => policy.harness.kinds('summary').length === 1, 'the first run');
    await policy.deploy({
      checks: 'credential_age,greylisting',
      every: 24,
      targets: '{"maximumCredentialAgeDays":0}',
    });
    const findings = await run();
    assert.equal(policy.harness.kinds('summary').length, 2, 'a restart is no reason to run');
    assert.equal(findings.get('greylisting')?.previousStatus, 'pass');
    assert.match(findings.get('credential_age')?.evidence[0]?.excerpt ?? '', /^first seen /);
  });
});
