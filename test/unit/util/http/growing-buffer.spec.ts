import assert from 'node:assert/strict';
import { GrowingBuffer, readBody } from '../../../../nodes/lib/util/http/growing-buffer';
import { failingAfter } from '../../../doubles/blocks';

describe('Bytes that come in pieces', () => {
  it('are one buffer, which the next pieces do not change', () => {
    const buffer = new GrowingBuffer();
    for (const piece of ['a', 'bc', '', 'd'.repeat(5_000)]) buffer.add(Buffer.from(piece));
    assert.equal(buffer.length, 5_003);
    const first = buffer.take();
    buffer.add(Buffer.from('xyz'));
    assert.deepEqual([first.toString(), buffer.take().toString()], [`abc${'d'.repeat(5_000)}`, 'xyz']);
    assert.deepEqual([buffer.length, buffer.take().length], [0, 0]);
  });

  it('do not keep the memory that they came in', () => {
    const reused = Buffer.from('a');
    const buffer = new GrowingBuffer();
    buffer.add(reused);
    reused.write('b');
    assert.equal(buffer.take().toString(), 'a');
  });

  it('fail with the error of the body', () =>
    assert.rejects(readBody(failingAfter(Buffer.from('a'), new Error('reset'))), /reset/));
});
