import assert from 'node:assert/strict';
import { MAX_JSON_DEPTH } from '../../../nodes/lib/contracts/json';
import { readApiPage, splitRecords } from '../../../nodes/lib/streams/rest/envelope';

const nested = (levels: number): unknown =>
  JSON.parse(`{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`);

describe('Records of a response', () => {
  it('have a limit of levels, and a sample says what is beyond it', () => {
    const { records, bad } = splitRecords([
      nested(MAX_JSON_DEPTH),
      nested(MAX_JSON_DEPTH + 1),
      nested(20_000),
    ]);
    assert.equal(records.length, 1);
    assert.deepEqual(
      bad.map(({ line, text }) => [line, text]),
      [2, 3].map((line) => [line, 'a value with more than 128 levels']),
    );
  });

  it('are objects, and a sample shows what is none', () => {
    const { records, bad } = splitRecords([{ a: 1 }, null, ['b']]);
    assert.deepEqual(records, [{ a: 1 }]);
    assert.deepEqual(
      bad.map(({ text }) => text),
      ['null', '["b"]'],
    );
  });
});

describe('A response without `data`', () => {
  const read = (body: unknown) =>
    readApiPage({ status: 200, body, requestId: 'r', bytes: 1, failures: [] }, 'logs', '/api/x');
  const meta = { status: 200 };

  it('is unreadable when its list has another name: the records would be skipped for ever', () => {
    for (const body of [
      { meta, items: [{ logs: [{ a: 1 }] }] },
      { meta, data: null, result: { logs: [{ a: 1 }] } },
      { meta, records: [] },
    ]) {
      assert.throws(() => read(body), { code: 'MIMECAST_BAD_ANSWER', transient: true }, JSON.stringify(body));
    }
  });

  it('has no records when nothing else could be a list', () => {
    assert.deepEqual(read({ meta, fail: [] }).records, []);
    assert.deepEqual(read({ meta, data: null, fail: null }).records, []);
  });
});
