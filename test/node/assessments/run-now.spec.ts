/** The button of the dialogs: a run of the policy check, of one that fails, and of one that takes longer. */
import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { registerRunNow } from '../../../nodes/lib/runtime/admin/run-now';
import {
  type RunningNode,
  registerRunningNode,
} from '../../../nodes/lib/runtime/assessment/assessment-registry';
import { listen } from '../support/account-helper';
import { policyNode } from '../support/flow-nodes';
import { listenerNodes, SiemHarness, tab } from '../support/siem-harness';

import policyCheck = require('../../../nodes/policy-check/mimecast-policy-check');

const response = z.object({
  nodes: z.array(
    z.object({ id: z.string(), state: z.string(), runId: z.string().nullable(), text: z.string() }),
  ),
});

describe('A run from the dialog', () => {
  let harness: SiemHarness;
  let RED: NodeAPI | undefined;
  const removals: (() => void)[] = [];
  const capture = (api: NodeAPI): void => {
    RED = api;
    registerRunNow(api, 'kri', 50);
  };
  beforeEach(async () => {
    harness = await SiemHarness.start({ history: 3_600_000 });
    const node = policyNode({ checks: 'greylisting' });
    const flow = [tab, harness.account(), node, ...listenerNodes(['policy'])];
    await harness.load(flow, undefined, {}, [policyCheck, capture]);
  });
  afterEach(async () => {
    for (const remove of removals.splice(0)) remove();
    await harness.stop();
  });

  const post = async (path: string) => {
    const server = await listen(RED ?? assert.fail('not loaded'));
    try {
      const answer = await fetch(`${server.url}/mimecast/${path}`, { method: 'POST' });
      return { status: answer.status, body: await answer.json() };
    } finally {
      await server.close();
    }
  };
  const register = (id: string, parts: Pick<RunningNode, 'run' | 'currentRun'>): void => {
    removals.push(
      registerRunningNode({
        ...{ kind: 'kri', id, template: undefined, name: '', ...parts },
        ...{ accountNode: 'account', account: '', demo: false },
        view: () => assert.fail('viewed'),
        viewHere: () => undefined,
      }),
    );
  };

  it('runs the policy check, and names the run of its summary', async () => {
    const { status, body } = await post('policy-check/policy/run');
    const [node] = response.parse(body).nodes;
    assert.deepEqual([status, node?.state], [200, 'done']);
    assert.equal(harness.kinds('summary')[0]?.['runId'], node?.runId);
    assert.equal(harness.messages.length, 1);
    assert.equal((await post('kri/policy/run')).status, 404, 'it is no KRI node');
    const absent = await post('kri/policy/run?absent=empty');
    assert.deepEqual([absent.status, absent.body], [200, { nodes: [] }]);
  });

  it('that fails says why', async () => {
    register('failing', { run: () => Promise.reject(new Error('ENOSPC')), currentRun: () => undefined });
    const { status, body } = await post('kri/failing/run');
    assert.equal(status, 503);
    assert.deepEqual(response.parse(body).nodes, [
      {
        id: 'failing',
        state: 'failed',
        runId: null,
        text: 'it could not be done: see the Node-RED log for details',
      },
    ]);
  });

  it('that goes on longer than the dialog waits has its id', async () => {
    let end: () => void = () => undefined;
    const promise = new Promise<void>((resolve) => {
      end = resolve;
    });
    let starts = 0;
    register('long', {
      run: () => {
        starts += 1;
        return promise;
      },
      currentRun: () => ({ id: 'run-1', active: starts > 0 }),
    });
    for (const _ of [1, 2]) {
      const { status, body } = await post('kri/long/run');
      const [node] = response.parse(body).nodes;
      assert.deepEqual([status, node?.state, node?.runId], [202, 'running', 'run-1']);
    }
    assert.equal(starts, 1, 'it is not started again');
    end();
  });

  it('says that another replica works for the account', async () => {
    register('standby', { run: () => 'elsewhere', currentRun: () => undefined });
    const { status, body } = await post('kri/standby/run');
    assert.deepEqual([status, response.parse(body).nodes[0]?.state], [200, 'elsewhere']);
  });
});
