import assert from 'node:assert/strict';
import {
  isPartOfSplit,
  readBatchRef,
  toAckMessage,
} from '../../../../nodes/lib/collector/delivery/ack-message';
import type { BatchRef } from '../../../../nodes/lib/collector/delivery/messages';

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
