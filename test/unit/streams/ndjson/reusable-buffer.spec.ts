import assert from 'node:assert/strict';
import { ReusableBuffer } from '../../../../nodes/lib/streams/ndjson/reusable-buffer';

const ALL = 10_000_000;

describe('ReusableBuffer', () => {
  it('returns all added data in one piece, and is empty after it was taken', () => {
    const scratch = new ReusableBuffer();
    for (const piece of ['a', 'bc', 'größe']) scratch.add(Buffer.from(piece));
    assert.deepEqual([...scratch.take(ALL)].map(String), ['abcgröße']);
    assert.deepEqual([...scratch.take(ALL)], []);
  });

  it('returns it in blocks of a given size', () => {
    const scratch = new ReusableBuffer();
    scratch.add(Buffer.from('abcdefgh'));
    assert.deepEqual([...scratch.take(3)].map(String), ['abc', 'def', 'gh']);
  });

  it('reuses its memory', () => {
    const scratch = new ReusableBuffer();
    scratch.add(Buffer.from('one'));
    const [first] = scratch.take(ALL);
    scratch.add(Buffer.from('two'));
    const [second] = scratch.take(ALL);
    assert.deepEqual([second?.buffer === first?.buffer, first?.toString()], [true, 'two']);
  });

  it('grows for larger data, and keeps its content', () => {
    const scratch = new ReusableBuffer();
    const [small, large] = [Buffer.alloc(200_000, 'a'), Buffer.alloc(900_000, 'b')];
    scratch.add(small);
    scratch.add(large);
    assert.ok(Buffer.concat([...scratch.take(ALL)]).equals(Buffer.concat([small, large])));
  });
});
