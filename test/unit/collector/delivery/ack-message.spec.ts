import assert from 'node:assert/strict';
import {
  type AckOutcome,
  inferOutcome,
  isPartOfSplit,
  readBatchRef,
  toAckMessage,
} from '../../../../nodes/lib/collector/delivery/ack-message';
import type { BatchRef } from '../../../../nodes/lib/collector/delivery/messages';
import { rawLinesOf, setLazyPayload } from '../../../../nodes/lib/util/lazy-payload';

const mark: BatchRef = { id: 'batch-1', source: 'siem', index: 0, count: 1, attempt: 2 };
const marked = (batch: unknown): unknown => ({ payload: 'x', mimecast: { log: 'siem', batch } });

describe('The batch mark', () => {
  it('is found on a message that was serialized to JSON and stored in context', () => {
    assert.deepEqual(readBatchRef(JSON.parse(JSON.stringify(marked(mark)))), mark);
  });

  for (const [what, message] of [
    ['a message of another node', { payload: 1 }],
    ['a mark taken off', { mimecast: { log: 'siem' } }],
    ['a mark replaced by text', marked('batch-1')],
    ['a mark without an attempt', marked({ ...mark, attempt: undefined })],
    ['an index below zero', marked({ ...mark, index: -1 })],
    ['an index between two', marked({ ...mark, index: 0.5 })],
    ['no message at all', null],
  ] as const) {
    it(`is not found in ${what}`, () => assert.equal(readBatchRef(message), undefined));
  }

  it('becomes the acknowledgement of one message, or of the whole batch', () => {
    const third = { ...mark, index: 3, count: 5 };
    assert.deepEqual(toAckMessage(third, 'message', 'reject', 'ack-1'), {
      batch: 'batch-1',
      scope: 3,
      attempt: 2,
      outcome: 'reject',
      ackNodeId: 'ack-1',
    });
    assert.equal(toAckMessage(third, 'batch', 'acknowledge', 'ack-1').scope, 'all');
  });
});

describe('A split message', () => {
  const split = (parts: unknown, count = 1): boolean =>
    isPartOfSplit({ payload: 1, parts }, { ...mark, count });

  it('is one of several parts of a one-message batch', () => {
    assert.equal(split({ id: 'x', index: 0, count: 2 }), true);
  });

  it('is also a part of a stream that does not know its count yet', () => {
    assert.equal(split({ id: 'x', type: 'string', ch: '\n', index: 4 }), true);
  });

  it('is not the only part of its page, nor a record of a one-record batch', () => {
    assert.equal(split({ id: 'x', index: 0, count: 1 }), false);
  });

  it('is not a record among others that carries parts', () => {
    assert.equal(split({ id: 'batch-1', index: 3, count: 5 }, 5), false);
  });

  it('is not a page, nor the result of a Join node', () => {
    assert.equal(isPartOfSplit({ payload: [1, 2] }, mark), false);
  });
});

const bulk = (...items: unknown[]): unknown => ({ took: 3, errors: true, items });
const create = (status: unknown): unknown => ({ create: { _id: 'a', status } });

const CASES: Readonly<Record<AckOutcome, readonly [what: string, message: Record<string, unknown>][]>> = {
  acknowledge: [
    ['a message that says nothing', {}],
    ['a payload of any kind', { payload: [1, 2, 3] }],
    ['no error', { error: undefined }],
    ['status 200', { statusCode: 200 }],
    ['status 204', { statusCode: 204 }],
    ['status 299', { statusCode: 299 }],
    ['a _bulk answer without errors', { statusCode: 200, payload: { errors: false, items: [create(201)] } }],
    ['_bulk items that all went well after all', { payload: bulk(create(201), create(200)) }],
    ['_bulk items that were there already', { statusCode: 200, payload: bulk(create(409), create(201)) }],
    ['the same as text', { payload: JSON.stringify(bulk(create(409))) }],
    ['the same as a buffer', { payload: Buffer.from(JSON.stringify(bulk(create(409)))) }],
    ['text that only mentions errors', { payload: '"errors":true, they said' }],
    ['text that is not JSON', { payload: '{"errors":true, they said' }],
    ['lines of records', { payload: '{"a":1}\n{"a":2}' }],
    ['errors that are no truth value', { payload: { errors: 'true', items: [create(400)] } }],
    ['errors that are a list', { payload: { errors: [], items: [create(400)] } }],
  ],
  reject: [
    ['an error from a Catch node', { error: { message: 'disk full' } }],
    ['an error that is only text', { error: 'disk full' }],
    ['an error beside a good status', { error: { message: 'x' }, statusCode: 200 }],
    ['status 199', { statusCode: 199 }],
    ['status 300', { statusCode: 300 }],
    ['status 404', { statusCode: 404 }],
    ['status 503', { statusCode: 503 }],
    ['a status that is half one', { statusCode: 200.5 }],
    ['the status of http request without a response', { statusCode: 'ECONNREFUSED' }],
    ['a status that is text, whatever it says', { statusCode: '200' }],
    ['a status that is nothing', { statusCode: null }],
    ['one bad item', { statusCode: 200, payload: bulk(create(201), create(400), create(201)) }],
    ['a cluster that is busy', { statusCode: 200, payload: bulk(create(429)) }],
    ['a bad item of another action', { payload: bulk({ index: { status: 500 } }) }],
    ['a bad item as text', { payload: JSON.stringify(bulk(create(503)), null, 2) }],
    ['a bad item in a buffer', { payload: Buffer.from(JSON.stringify(bulk(create(503)))) }],
    ['an item without a status', { payload: bulk({ create: { error: {} } }, create(201)) }],
    ['an item whose status is no number', { payload: bulk(create('201')) }],
    ['errors whose items were filtered away', { payload: { errors: true } }],
    ['items that are no list', { payload: { errors: true, items: 'many' } }],
  ],
};

for (const [outcome, cases] of Object.entries(CASES)) {
  describe(`The outcome auto: ${outcome}s`, () => {
    for (const [what, message] of cases) {
      it(what, () => assert.equal(inferOutcome(message), outcome));
    }
  });
}

describe('The outcome auto, for a payload that was not read since the source sent it', () => {
  const records = '{"errors":true}';
  const sent = (message: Record<string, unknown>): Record<string, unknown> => {
    setLazyPayload(message, () => records, Buffer.from(`${records}\n`));
    return message;
  };

  it('ignores the payload and does not read it', () => {
    const message = sent({ statusCode: 200 });
    assert.equal(inferOutcome(message), 'acknowledge');
    assert.ok(rawLinesOf(message));
  });

  it('still uses the error and the status', () => {
    assert.equal(inferOutcome(sent({ error: 'disk full' })), 'reject');
    assert.equal(inferOutcome(sent({ statusCode: 503 })), 'reject');
  });
});
