import assert from 'node:assert/strict';
import { initFormatNode } from '../../../../nodes/lib/runtime/flow/format-node';
import { FakeNode, fakeRuntime } from '../../../doubles/fake-node';

async function errorWith(pseudonymKey: string, options: object): Promise<string> {
  const node = new FakeNode({ pseudonymKey });
  initFormatNode(fakeRuntime(''), node.asNode, { format: 'json', options: JSON.stringify(options) } as never);
  const { done } = await node.receive({ payload: {} });
  await node.close();
  return done[0] === undefined ? '' : String(done[0]);
}

describe('The key of the pseudonyms', () => {
  it('has at least 128 bits', async () => {
    assert.match(await errorWith('x'.repeat(15), { ips: 'pseudonymise' }), /too short: at least 16/);
    assert.equal(await errorWith('x'.repeat(16), { ips: 'pseudonymise' }), '');
  });

  it('is not needed where nothing gets a pseudonym', async () => {
    assert.equal(await errorWith('', { ips: 'drop' }), '');
  });
});
