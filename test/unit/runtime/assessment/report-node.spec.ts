import assert from 'node:assert/strict';
import { registerRunningNode } from '../../../../nodes/lib/runtime/assessment/assessment-registry';
import { initReportNode } from '../../../../nodes/lib/runtime/report/report-node';
import { FakeNode, fakeAccount, fakeRuntime } from '../../../doubles/fake-node';

describe('A report node that is closed', () => {
  it('does not wait for results that another replica never hands over', async () => {
    const account = fakeAccount(() => Promise.reject(new Error('no client')));
    const node = new FakeNode();
    let asked = 0;
    let onAsked = (): void => undefined;
    const isAsked = new Promise<void>((resolve) => {
      onAsked = resolve;
    });
    const removals = ['first', 'second'].map((id) =>
      registerRunningNode({
        kind: 'kri',
        ...{ id, template: undefined, name: id, accountNode: 'account', account: 'Corp' },
        ...{ demo: false, run: () => 'elsewhere', currentRun: () => undefined, viewHere: () => undefined },
        view: () => {
          asked += 1;
          onAsked();
          return new Promise<never>(() => undefined);
        },
      }),
    );
    initReportNode(fakeRuntime('', { account }), node.asNode, { accounts: ['account'] } as never);
    const answered = node.receive({ payload: '' });
    await isAsked;
    await node.close();
    assert.deepEqual(await answered, { sent: [], done: [undefined] });
    assert.equal(asked, 1, 'nothing is read after the end');
    for (const remove of removals) remove();
  });
});
