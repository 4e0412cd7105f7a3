import assert from 'node:assert/strict';
import { PRODUCTS } from '../../../nodes/lib/simulator/common/permissions';
import { usePermissionCheck } from './permission-check';

describe('The permission check as a part of the connection test', () => {
  const check = usePermissionCheck();
  const { load, ask, test } = check;
  const withoutAccount = PRODUCTS.filter((product) => product !== 'Account Management');

  it('makes it green without Account Management, with a note, when all that is used works', async () => {
    await load([{ type: 'mimecast-audit' }], { grants: { products: withoutAccount } });
    const { ok, level, text, code } = await test();
    assert.deepEqual([ok, level, code], [true, 'green', undefined]);
    assert.match(text, /^Connection successful: everything that your nodes use can be read \(2 of 2\) · /);
    assert.match(text, / · account code and name can't be read$/);
    assert.doesNotMatch(text, /no permission for/);
  });

  it('makes it yellow when something that is used fails, and says what', async () => {
    const products = withoutAccount.filter((product) => product !== 'Audit Events');
    await load([{ type: 'mimecast-audit' }], { grants: { products } });
    const { ok, level, text, code } = await test();
    assert.deepEqual([ok, level, code], [false, 'yellow', 'MIMECAST_FORBIDDEN']);
    assert.match(text, /^Signed in, but 1 of 2 data types that your nodes use can't be read · /);
    assert.match(text, / · The application has no permission for: audit events\. · /);
    // The same with Account Management: the account itself proves nothing.
    Object.assign(check.harness.simulator.grants, { products: [...products, 'Account Management'] });
    assert.equal((await test()).level, 'yellow');
  });

  it('says what an application without permissions lacks', async () => {
    await load([{ type: 'mimecast-ttp', types: 'url' }], {
      grants: { products: withoutAccount, permissions: [] },
    });
    const { ok, level, text } = await test();
    assert.deepEqual([ok, level], [false, 'red']);
    assert.match(text, /^Signed in, but /);
    assert.match(
      text,
      / · The application has no permission for: SIEM events, files; URL protection logs\. · /,
    );
    const { text: findings } = await ask();
    assert.match(
      findings,
      /\nThe application has no permission for: SIEM events, files; URL protection logs\.\n/,
    );
  });

  it('looks at everything while no node uses the account, and names a few', async () => {
    await load([], { grants: { products: [] } });
    const { level, text } = await test({}, 'fresh');
    assert.equal(level, 'red');
    assert.match(
      text,
      /can't read any data: .* · The application has no permission for: .*; … \(\+\d+\)\. · /,
    );
    Object.assign(check.harness.simulator.grants, { products: ['Audit Events'] });
    assert.equal((await test({}, 'fresh')).level, 'green');
  });

  it('is left out where the dialog asks for it by itself', async () => {
    await load([{ type: 'mimecast-audit' }], { grants: { products: [] } });
    assert.equal((await test({ signInOnly: true })).level, 'yellow');
    assert.equal(check.harness.calls('/api/audit/get-audit-events').length, 0);
  });
});
