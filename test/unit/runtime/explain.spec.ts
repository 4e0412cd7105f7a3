import assert from 'node:assert/strict';
import { configError, explain } from '../../../nodes/lib/runtime/explain';

describe('the sentence for a refused property', () => {
  it('names the value and what would do', () => {
    const problem = { key: 'choice', values: { value: 'mars', choices: 'us, uk' } };
    assert.equal(explain(problem), 'mars is not one of us, uk');
  });

  it('is the key itself where the catalogue has none, rather than nothing', () => {
    assert.equal(explain({ key: 'unheardOf', values: {} }), 'unheardOf');
  });

  it('shows which value was forgotten', () => {
    assert.equal(explain({ key: 'number', values: {} }), '__value__ is not a number');
  });

  it('becomes an error with its code, and the property in front', () => {
    const error = configError({ key: 'number', values: { value: 'x' }, property: 'every' });
    assert.equal(error.code, 'MIMECAST_CONFIG');
    assert.equal(error.message, 'every: x is not a number');
  });
});
