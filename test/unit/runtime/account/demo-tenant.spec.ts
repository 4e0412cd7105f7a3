import assert from 'node:assert/strict';
import { parseAccountConfig } from '../../../../nodes/lib/runtime/account/account-settings';
import { customerNumber } from '../../../../nodes/lib/runtime/account/demo-tenant';

describe('The simulated tenant of an account', () => {
  const tenantOf = (config: Readonly<Record<string, unknown>>): unknown => {
    const parsed = parseAccountConfig({ region: 'demo', ...config }, {});
    return parsed.ok ? parsed.settings.demoTenant : parsed.error.message;
  };

  it('is the healthy one in a flow from before there were others', () => {
    assert.deepEqual(tenantOf({}), { scenario: 'healthy', number: customerNumber('') });
  });

  it('is the customer that the name of the account ends with', () => {
    assert.deepEqual(tenantOf({ scenario: 'msp', name: 'Customer 07' }), { scenario: 'msp', number: 7 });
    const numbers = ['1', 'x 30', 'Customer 31', '0', 'no 4 of it'].map(customerNumber);
    assert.deepEqual(numbers, [1, 30, 1, 30, 4]);
  });

  it('is one of thirty without a number in the name', () => {
    for (const name of ['', 'Alpha', 'Ωmega', '9'.repeat(40)]) {
      const number = customerNumber(name);
      assert.ok(Number.isInteger(number) && number >= 1 && number <= 30, `${name}: ${number}`);
    }
    assert.equal(customerNumber('Alpha'), customerNumber('Alpha'));
  });

  it('is refused by another name', () => {
    assert.match(String(tenantOf({ scenario: 'rich' })), /rich is not one of healthy, troubled, msp/);
  });
});
