import assert from 'node:assert/strict';
import { resolveVariables } from '../../../../nodes/lib/runtime/admin/dialog-values';

const VARIABLES: Readonly<Record<string, unknown>> = { NAME: 'value', EMPTY: '', COUNT: 5 };

const resolve = (settings: Readonly<Record<string, unknown>>) =>
  resolveVariables(settings, (name) => VARIABLES[name]);

describe('resolveVariables', () => {
  it('replaces variables by their values, and names their properties', () => {
    const { values, variables } = resolve({ a: '${NAME}', b: ' ${COUNT} ', c: 'plain', d: 5, e: true });
    assert.deepEqual(values, { a: 'value', b: 5, c: 'plain', d: 5, e: true });
    assert.deepEqual([...variables], ['a', 'b']);
  });

  it('leaves unset and empty variables, and those that are not the whole value', () => {
    const settings = { a: '${MISSING}', b: '${EMPTY}', c: 'x${NAME}' };
    const { values, variables } = resolve(settings);
    assert.deepEqual(values, settings);
    assert.equal(variables.size, 0);
  });
});
