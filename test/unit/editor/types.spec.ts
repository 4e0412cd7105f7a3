import assert from 'node:assert/strict';
import { joinTypes, splitTypes } from '../../../nodes/editor/parts/types';

describe('the field for types', () => {
  it('stores what is ticked and what is typed, each once', () => {
    assert.equal(
      joinTypes(['receipt', 'url protect'], 'brand new , receipt'),
      'receipt,url protect,brand new',
    );
  });

  it('stores nothing when nothing is chosen: all types', () => {
    assert.equal(joinTypes([], ' , '), '');
  });

  it('stores a variable alone: Node-RED replaces whole values only', () => {
    assert.equal(joinTypes(['receipt'], ' ${TYPES} '), '${TYPES}');
  });

  it('reads what older flows and people write', () => {
    assert.deepEqual(splitTypes(' receipt,, url protect '), ['receipt', 'url protect']);
  });
});
