import assert from 'node:assert/strict';
import { encodePayload } from '../../nodes/lib/sinks/file/encode';
import { noteBytes, takeBytes } from '../../nodes/lib/text-bytes';

describe('The bytes that a text was made of', () => {
  const text = '{"a":"größe"}\n{"b":2}';
  const bytes = Buffer.from(`${text}\n`);

  it('are known for the message that carries it', () => {
    const message = {};
    noteBytes(message, text, bytes);
    assert.equal(takeBytes(message, text), bytes);
  });

  it('are not known for another text, nor for another message, nor for what is no text', () => {
    const message = {};
    noteBytes(message, text, bytes);
    assert.equal(takeBytes(message, text.replace('2', '3')), undefined);
    assert.equal(takeBytes(message, Buffer.from(text)), undefined);
    assert.equal(takeBytes({ ...message }, text), undefined);
  });

  it('are what a file gets, as if they had been made of the text', () => {
    assert.deepEqual(encodePayload(text, bytes), encodePayload(text));
    assert.equal(encodePayload(text, bytes).buffer, bytes.buffer, 'and not a copy');
  });

  it('are not used for a text that ends in line breaks of its own, of which a file gets one', () => {
    assert.equal(encodePayload('a\r', Buffer.from('a\r\n')).toString(), encodePayload('a\r').toString());
  });
});
