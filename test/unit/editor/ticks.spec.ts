import assert from 'node:assert/strict';
import { joinWords, splitWords } from '../../../nodes/editor/parts/ticks';

describe('a list to tick', () => {
  it('stores what is ticked and what is typed, each once', () => {
    assert.equal(
      joinWords(['receipt', 'url protect'], 'brand new , receipt'),
      'receipt,url protect,brand new',
    );
  });

  it('stores nothing when nothing is chosen: all types', () => {
    assert.equal(joinWords([], ' , '), '');
  });

  it('stores a variable alone: Node-RED replaces whole values only', () => {
    assert.equal(joinWords(['receipt'], ' ${TYPES} '), '${TYPES}');
  });

  it('reads what older flows and people write', () => {
    assert.deepEqual(splitWords(' receipt,, url protect '), ['receipt', 'url protect']);
  });
});
