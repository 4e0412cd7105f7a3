import assert from 'node:assert/strict';
import { Scratch } from '../../../../nodes/lib/streams/lines/scratch';

describe('Scratch', () => {
  it('has what was added in one piece', () => {
    const scratch = new Scratch();
    for (const piece of ['a', 'bc', 'größe']) scratch.add(Buffer.from(piece));
    assert.equal(scratch.size, 10);
    assert.equal(scratch.take().toString(), 'abcgröße');
    assert.equal(scratch.size, 0);
  });

  it('uses the same memory again', () => {
    const scratch = new Scratch();
    scratch.add(Buffer.from('one'));
    const first = scratch.take();
    scratch.add(Buffer.from('two'));
    assert.deepEqual([scratch.take().buffer === first.buffer, first.toString()], [true, 'two']);
  });

  it('grows for what is larger, and keeps what it has', () => {
    const scratch = new Scratch();
    const [small, large] = [Buffer.alloc(200_000, 'a'), Buffer.alloc(900_000, 'b')];
    scratch.add(small);
    scratch.add(large);
    assert.ok(scratch.take().equals(Buffer.concat([small, large])));
  });
});
