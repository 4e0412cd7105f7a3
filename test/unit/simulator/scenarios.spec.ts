import assert from 'node:assert/strict';
import { startDemoTenant } from '../../../nodes/lib/simulator/demo';
import { type DemoTenant, scenarioOf } from '../../../nodes/lib/simulator/scenarios';
import { PRODUCTS, SIEM_TYPES } from '../../../nodes/lib/simulator/simulator';

const DAY = 24 * 3_600_000;

async function withTenant(
  tenant: DemoTenant | undefined,
  check: (demo: Awaited<ReturnType<typeof startDemoTenant>>) => void | Promise<void>,
): Promise<void> {
  const demo = await startDemoTenant(tenant);
  try {
    await check(demo);
  } finally {
    await demo.stop();
  }
}

describe('The scenarios of the demo tenant', () => {
  it('leave the healthy one as it was', async () => {
    assert.deepEqual(scenarioOf({ scenario: 'healthy', number: 7 }), { options: {}, faults: [] });
    await withTenant(undefined, (demo) => {
      assert.deepEqual(demo.grants.products, PRODUCTS);
      assert.ok(demo.now() - demo.origin < 3 * DAY);
    });
  });

  it('have seven days, lost files, a product that is not licensed and weak policies in the troubled one', () =>
    withTenant({ scenario: 'troubled', number: 1 }, (demo) => {
      assert.ok(demo.now() - demo.origin >= 7 * DAY);
      for (const type of SIEM_TYPES)
        assert.ok(
          demo.ledger.count(type, { from: demo.now() - 7 * DAY, to: demo.now() - 6 * DAY }) > 0,
          type,
        );
      assert.ok(!demo.grants.products.includes('DMARC Analyzer'));
      assert.deepEqual(demo.policies.list('blocked-senders'), []);
      assert.equal(demo.policies.accountInfo.maxRetention, 30);
    }));

  it('have thirty customers with different codes and data, of whom some are troubled', () => {
    const customers = Array.from({ length: 30 }, (_, index) =>
      scenarioOf({ scenario: 'msp', number: index + 1 }),
    );
    const distinct = (name: 'accountCode' | 'accountName' | 'seed'): number =>
      new Set(customers.map(({ options }) => options[name])).size;
    assert.deepEqual([distinct('accountCode'), distinct('accountName'), distinct('seed')], [30, 30, 30]);
    assert.equal(customers.filter(({ faults }) => faults.length > 0).length, 6);
    const few = customers.filter(
      ({ options }) => options.grants?.products?.includes('Security Events') === false,
    );
    assert.equal(few.length, 4);
  });
});
