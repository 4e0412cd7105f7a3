import assert from 'node:assert/strict';
import { accountLabel, accountNames } from '../../../nodes/editor/labels/account-names';

const account = (id: string, name = '', region = 'global') => ({ id, name, region });

describe('The tenant in the label of a node', () => {
  it('is omitted while there is one account only', () => {
    assert.equal(accountLabel('a', []), '');
    assert.equal(accountLabel('a', [account('a', 'Corp')]), '');
    assert.equal(accountLabel('${ACCOUNT}', [account('a', 'Corp')]), '');
  });

  it('is the name of the account node, or its region', () => {
    const accounts = [account('a', 'Corp'), account('b', '', 'demo')];
    assert.equal(accountLabel('a', accounts), 'Corp');
    assert.equal(accountLabel('b', accounts), 'demo');
  });

  it('is the variable that selects the account: in a subflow each instance has its own', () => {
    const accounts = [account('a', 'Corp'), account('b', '${TENANT}')];
    assert.equal(accountLabel('${ACCOUNT}', accounts), '${ACCOUNT}');
    assert.equal(accountLabel('b', accounts), '${TENANT}');
  });

  it('is empty without an account, or with one that does not exist', () => {
    const accounts = [account('a', 'Corp'), account('b', 'Other')];
    for (const none of ['', '_ADD_', 'gone']) assert.equal(accountLabel(none, accounts), '');
  });

  it('distinguishes accounts with the same name by region, else by the beginning of the id', () => {
    const accounts = [
      account('a1b2c3d4e5', 'Corp', 'us'),
      account('b1b2c3d4e5', 'Corp', 'uk'),
      account('c1b2c3d4e5', 'Twin'),
      account('d1b2c3d4e5', 'Twin'),
      account('e1b2c3d4e5'),
      account('f1b2c3d4e5'),
    ];
    assert.deepEqual(
      [...accountNames(accounts).values()],
      ['Corp (us)', 'Corp (uk)', 'Twin (c1b2c3)', 'Twin (d1b2c3)', 'global (e1b2c3)', 'global (f1b2c3)'],
    );
  });

  it('is cut where it is too long for a label', () => {
    const accounts = [account('a', 'A name that goes on and on without an end'), account('b', 'Corp')];
    assert.equal(accountLabel('a', accounts), 'A name that…');
  });
});
