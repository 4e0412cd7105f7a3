import assert from 'node:assert/strict';
import { parseObject } from '../../../nodes/lib/properties/parse-object';
import { variableName } from '../../../nodes/lib/properties/variable';

describe('A property that refers to an environment variable', () => {
  it('is recognised when the reference is its whole value', () => {
    assert.equal(variableName(' ${SECRET} '), 'SECRET');
    for (const other of ['${}', 'a ${SECRET}', '$SECRET', '', 5, undefined])
      assert.equal(variableName(other), undefined);
  });
});

describe('A property that holds an object', () => {
  it('is JSON text or an object', () => {
    assert.deepEqual(parseObject('{"a":1}'), { a: 1 });
    assert.deepEqual(parseObject({ a: 1 }), { a: 1 });
  });
  it('may be empty', () => {
    for (const empty of ['', null, undefined]) assert.deepEqual(parseObject(empty), {});
  });
  it('may not have any other value', () => {
    for (const other of ['[]', '5', 'null', '{', ' ', [], 5, true])
      assert.equal(parseObject(other), undefined);
  });
});
