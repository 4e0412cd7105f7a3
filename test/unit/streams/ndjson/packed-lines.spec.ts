import assert from 'node:assert/strict';
import { LineRecord, PackedLinesWriter } from '../../../../nodes/lib/streams/ndjson/packed-lines';

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

describe('PackedLinesWriter', () => {
  it('writes lines one after the other, each followed by a newline', () => {
    const page = new PackedLinesWriter();
    for (const line of ['{"a":"größe"}', '', '{}']) page.add(Buffer.from(line));
    assert.equal(page.count, 3);
    const { bytes, ends } = page.take();
    assert.deepEqual([textOf(bytes), [...ends]], ['{"a":"größe"}\n\n{}\n', [15, 16, 19]]);
  });

  it('keeps its own copy: the input memory is reused', () => {
    const page = new PackedLinesWriter();
    const block = Buffer.from('first');
    page.add(block);
    block.fill('x');
    assert.equal(textOf(page.take().bytes), 'first\n');
  });

  it('starts anew with each page, and does not touch earlier pages', () => {
    const page = new PackedLinesWriter();
    page.add(Buffer.from('one'));
    const first = page.take();
    assert.equal(page.count, 0);
    page.add(Buffer.from('two'));
    assert.deepEqual([textOf(first.bytes), textOf(page.take().bytes)], ['one\n', 'two\n']);
  });

  it('grows for any line, and for any number of lines', () => {
    const page = new PackedLinesWriter();
    const lines = [10, 600_000, 3_000_000, 1, 500_000].map((size, n) => String(n).repeat(size));
    for (const line of lines) page.add(Buffer.from(line));
    const { bytes, ends } = page.take();
    assert.equal(textOf(bytes), lines.map((line) => `${line}\n`).join(''));
    assert.equal(ends.at(-1), bytes.length - 1);
  });

  it('returns nothing when nothing was added', () => {
    const { bytes, ends } = new PackedLinesWriter().take();
    assert.deepEqual([bytes.length, ends.length], [0, 0]);
  });
});

const TEXT = '{"a":1,"b":{"c":2}}';

describe('LineRecord', () => {
  it('parses its line as often as asked, whatever was done to earlier results', () => {
    const record = new LineRecord(TEXT, JSON.parse(TEXT));
    const first = record.takeValue();
    Object.assign(first, { a: 'changed by a flow', b: null });
    assert.deepEqual(record.takeValue(), { a: 1, b: { c: 2 } });
    assert.deepEqual(record.value, { a: 1, b: { c: 2 } });
    assert.equal(record.text, TEXT);
  });

  it('hands over an already parsed value, and keeps it no longer', () => {
    const parsed = JSON.parse(TEXT);
    const record = new LineRecord(TEXT, parsed);
    assert.equal(record.value, parsed);
    assert.equal(record.takeValue(), parsed);
    assert.notEqual(record.takeValue(), parsed);
  });

  it('parses its line without a parsed value', () => {
    assert.deepEqual(new LineRecord(TEXT).value, { a: 1, b: { c: 2 } });
  });
});
