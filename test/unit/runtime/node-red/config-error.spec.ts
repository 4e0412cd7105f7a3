import assert from 'node:assert/strict';
import { configError, translateProblem } from '../../../../nodes/lib/runtime/node-red/config-error';

describe('The message for an invalid property', () => {
  it('names the value and the valid ones', () => {
    const problem = { key: 'choice', values: { value: 'mars', choices: 'us, uk' } };
    assert.equal(translateProblem(problem), 'mars is not one of us, uk');
  });

  it('is the key itself where the catalogue has no text', () => {
    assert.equal(translateProblem({ key: 'unheardOf', values: {} }), 'unheardOf');
  });

  it('names the placeholder without a value', () => {
    assert.equal(translateProblem({ key: 'number', values: {} }), '__value__ is not a number');
  });

  it('becomes an error with its code, and the property in front', () => {
    const error = configError({ key: 'number', values: { value: 'x' }, property: 'every' });
    assert.equal(error.code, 'MIMECAST_CONFIG');
    assert.equal(error.message, 'every: x is not a number');
  });
});
