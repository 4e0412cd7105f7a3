import assert from 'node:assert/strict';
import type { FlowNode } from '../support/account-helper';
import { listenerNodes, siemNode, tab } from '../support/siem-harness';
import { useSourceAdmin } from '../support/source-admin-harness';

describe('The admin endpoints of sources', () => {
  const its = useSourceAdmin();
  const { deploy, position } = its;

  describe('with the id of a node in a subflow', () => {
    const template = (): readonly FlowNode[] => [
      {
        id: 'template',
        type: 'subflow',
        name: 'Collect',
        info: '',
        in: [{ x: 0, y: 0, wires: [{ id: 'inner' }] }],
        out: [],
      },
      siemNode({ id: 'inner', z: 'template', wires: [[], []] }),
    ];
    const instance = (id: string): FlowNode => ({
      id,
      type: 'subflow:template',
      z: 'tab',
      x: 0,
      y: 0,
      name: '',
      env: [],
      wires: [],
    });

    beforeEach(async () => {
      await deploy([
        tab,
        its.harness.account(),
        ...template(),
        instance('one'),
        instance('two'),
        ...listenerNodes([]),
      ]);
    });

    it('address all instances', async () => {
      const { nodes = [] } = await position('GET', 'inner');
      assert.deepEqual(
        nodes.map(({ id }) => id),
        ['one-inner', 'two-inner'],
      );
      const moved = await position('PUT', 'inner', { start: '-1h' });
      assert.deepEqual(
        [moved.status, moved.nodes?.map(({ streams }) => streams[0]?.account)],
        [200, ['CUSA00A000', 'CUSA00A000']],
      );
    });

    it('address one by its run-time id', async () => {
      const { nodes = [] } = await position('GET', 'two-inner');
      assert.deepEqual(
        nodes.map(({ id }) => id),
        ['two-inner'],
      );
    });
  });

  describe('with an id', () => {
    for (const method of ['GET', 'PUT', 'DELETE'] as const) {
      it(`without a running source: ${method} reports it`, async () => {
        await deploy();
        const { status, text } = await position(
          method,
          'nobody',
          method === 'PUT' ? { start: '-1h' } : undefined,
        );
        assert.deepEqual([status, text], [404, 'no source with this id is running']);
      });

      it(`that is invalid: ${method} does nothing`, async () => {
        await deploy();
        for (const id of ['..%2F..%2Fetc', '%24%7Bx%7D', 'x'.repeat(300), '%00']) {
          const { status } = await position(method, id, method === 'PUT' ? { start: '-1h' } : undefined);
          assert.equal(status, 400, id);
        }
      });
    }

    it('without a running source: a dialog that expects this gets an empty list', async () => {
      await deploy();
      const { status, nodes } = await position('GET', 'nobody?absent=empty');
      assert.deepEqual([status, nodes], [200, []]);
      assert.equal((await position('GET', '%00?absent=empty')).status, 400);
    });

    it('of a removed source: reports that it no longer exists', async () => {
      await deploy();
      await its.harness.deploy([tab, its.harness.account(), ...listenerNodes([])], 'nodes');
      assert.equal((await position('GET')).status, 404);
    });
  });
});
