import assert from 'node:assert/strict';
import { unsetVariable } from '../../../nodes/lib/runtime/unset-variable';

describe('unsetVariable', () => {
  it('finds the property that a variable was left standing in', () => {
    assert.deepEqual(unsetVariable({ every: 5, types: ' ${MY_TYPES} ' }), {
      key: 'variableUnset',
      values: { name: 'MY_TYPES' },
      property: 'types',
    });
  });

  it('lets everything else pass', () => {
    assert.equal(unsetVariable({ a: 'x', b: 5, c: '', d: null, e: 'costs ${x} a year', f: '${' }), undefined);
  });
});
