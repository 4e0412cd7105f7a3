import assert from 'node:assert/strict';
import { joinWords, splitWords } from '../../../nodes/editor/fields/checkbox-list';

describe('A checkbox list', () => {
  it('stores selected and typed values, each once', () => {
    assert.equal(
      joinWords(['receipt', 'url protect'], 'brand new , receipt'),
      'receipt,url protect,brand new',
    );
  });

  it('stores nothing when nothing is selected: all types', () => {
    assert.equal(joinWords([], ' , '), '');
  });

  it('stores a variable alone: Node-RED replaces whole values only', () => {
    assert.equal(joinWords(['receipt'], ' ${TYPES} '), '${TYPES}');
  });

  it('reads the format of older flows and typed values', () => {
    assert.deepEqual(splitWords(' receipt,, url protect '), ['receipt', 'url protect']);
  });
});
