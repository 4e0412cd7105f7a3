import assert from 'node:assert/strict';
import { findUnsetVariable } from '../../../../nodes/lib/runtime/node-red/parse-config';

describe('findUnsetVariable', () => {
  it('finds the property that still contains a variable', () => {
    assert.deepEqual(findUnsetVariable({ every: 5, types: ' ${MY_TYPES} ' }), {
      key: 'variableUnset',
      values: { name: 'MY_TYPES' },
      property: 'types',
    });
  });

  it('accepts every other value', () => {
    assert.equal(
      findUnsetVariable({ a: 'x', b: 5, c: '', d: null, e: 'costs ${x} a year', f: '${' }),
      undefined,
    );
  });
});
