import assert from 'node:assert/strict';
import { joinList, splitList } from '../../../nodes/editor/fields/checkbox-list';

describe('A checkbox list', () => {
  it('stores selected and typed values, each once', () => {
    assert.equal(
      joinList(['receipt', 'url protect'], 'brand new , receipt'),
      'receipt,url protect,brand new',
    );
  });

  it('stores nothing when nothing is selected: all types', () => {
    assert.equal(joinList([], ' , '), '');
  });

  it('stores a variable alone: Node-RED replaces whole values only', () => {
    assert.equal(joinList(['receipt'], ' ${TYPES} '), '${TYPES}');
  });

  it('reads the format of older flows and typed values', () => {
    assert.deepEqual(splitList(' receipt,, url protect '), ['receipt', 'url protect']);
  });
});
