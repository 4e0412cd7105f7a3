import assert from 'node:assert/strict';
import { LineRecord } from '../../../../nodes/lib/streams/ndjson/line-record';

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
