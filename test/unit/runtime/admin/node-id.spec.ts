import assert from 'node:assert/strict';
import { isNodeId } from '../../../../nodes/lib/runtime/admin/node-id';

describe('isNodeId', () => {
  it('accepts ids of nodes, also chains of ids of nested subflows', () => {
    for (const id of ['account', '5c1f0a.b2', 'a1b2c3d4e5f60718', 'one-two-three', 'x'.repeat(200)])
      assert.ok(isNodeId(id), id);
  });

  it('rejects everything else', () => {
    for (const id of ['', 'x'.repeat(201), '../etc', 'a b', 'a/b', 'a\n', undefined, null, 7, ['account']])
      assert.ok(!isNodeId(id), String(id));
  });
});
