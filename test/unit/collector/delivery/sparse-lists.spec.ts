import assert from 'node:assert/strict';
import { readBatchRef } from '../../../../nodes/lib/collector/delivery/ack-message';
import { MAX_LIST_LENGTH } from '../../../../nodes/lib/contracts/json';
import { createFormatter, runSync } from '../../../../nodes/lib/formats/format';
import { encodePayload } from '../../../../nodes/lib/sinks/file/encode';
import { splitPayload } from '../../../../nodes/lib/sinks/syslog/split-payload';
import { optionsOf } from '../../formats/support/format-sample';

/** Four billion entries without memory. */
function sparse(): unknown[] {
  const list: unknown[] = [{ a: 1 }];
  list.length = 2 ** 32 - 1;
  return list;
}
const tooMany = new RegExp(`more than ${MAX_LIST_LENGTH} entries`);
const format = createFormatter({ format: 'ecs', options: optionsOf(), pseudonymKey: '' });

describe('A list with holes', () => {
  it('is refused at once by what sends or formats it', () => {
    assert.throws(() => encodePayload(sparse()), tooMany);
    assert.throws(() => splitPayload(sparse()), tooMany);
    assert.throws(() => runSync(format({ payload: sparse() })), tooMany);
  });

  it('is no reference to the records of a batch', () => {
    const batch = { id: 'b', source: 's', index: 0, count: 1, attempt: 1, records: sparse() };
    assert.equal(readBatchRef({ mimecast: { batch } }), undefined);
    const some = { ...batch, records: [0, 2] };
    assert.deepEqual(readBatchRef({ mimecast: { batch: some } }), some);
  });

  it('has null where a hole is, as in JSON', () => {
    // biome-ignore lint/suspicious/noSparseArray: this is what is tested
    const list = [, 'a'];
    assert.equal(encodePayload(list).toString(), 'null\na\n');
    assert.equal(runSync(format({ payload: list })).count, 2);
  });
});
