import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { waitFor } from '../real/harness/wait-for';
import { helper, listen } from './account-helper';
import { IMPERSONATION, KriRig, QUEUE, RELEASED } from './kri-rig';
import { until } from './siem-rig';

async function historyAt(url: string) {
  const answer = await fetch(url);
  const node = z.object({
    id: z.string(),
    name: z.string(),
    runs: z.array(z.object({ measured: z.number() }).loose()),
    values: z.record(z.string(), z.array(z.unknown())),
  });
  return z.object({ nodes: z.array(node.loose()) }).parse(await answer.json()).nodes;
}

describe('The KRI node', () => {
  let rig: KriRig;
  afterEach(() => rig.stop());

  it('sends one message for each selected indicator and a summary of the run', async () => {
    rig = await KriRig.start();
    await rig.load({ indicators: `${RELEASED},${QUEUE}` });
    await rig.ask();
    const [released, queue] = rig.records;
    assert.deepEqual(
      rig.records.map(({ topic }) => topic),
      [RELEASED, QUEUE],
    );
    assert.ok(released?.payload.measured && queue?.payload.measured);
    assert.equal(released.payload.state, 'ok');
    assert.equal(released.mimecast.account, 'CUSA00A000');
    const [summary] = rig.summaries;
    assert.equal(summary?.runId, released.payload.runId);
    assert.deepEqual([summary?.measured, summary?.unmeasured, summary?.skipped], [2, 0, 9]);
    assert.ok((summary?.calls ?? 0) >= 2);
    const shown = () => JSON.stringify(rig.bins.statuses.at(-1)?.['status']);
    await until(() => shown().includes('2 of 2 measured'), 'the status');
  });

  it('distinguishes forbidden, missing and zero', async () => {
    rig = await KriRig.start();
    const { grants } = rig.simulator;
    grants.permissions = grants.permissions.filter((one) => one !== 'Monitoring | Held | Read');
    grants.products = grants.products.filter((one) => one !== 'Security Events');
    await rig.load({ indicators: `${RELEASED},${IMPERSONATION}`, unlicensed: 'zero' });
    await rig.ask();
    const [impersonation, released] = rig.records.map(({ payload }) => payload);
    assert.deepEqual(
      [impersonation?.state, impersonation?.value, impersonation?.measured, impersonation?.rag],
      ['not_licensed', 0, false, 'unknown'],
    );
    assert.deepEqual([released?.state, released?.value, released?.measured], ['no_permission', null, false]);
    assert.match(released?.warning ?? '', /Monitoring \| Held \| Read/);
    await rig.deploy({ indicators: IMPERSONATION, unlicensed: 'null' });
    await rig.ask();
    const again = rig.records.findLast(({ topic }) => topic === IMPERSONATION)?.payload;
    assert.deepEqual([again?.state, again?.value], ['not_licensed', null]);
  });

  it('never reports a failure as zero', async () => {
    rig = await KriRig.start();
    await rig.load({ indicators: IMPERSONATION });
    await rig.ask();
    const before = rig.records[0]?.payload;
    rig.simulator.grants.active = false;
    rig.simulator.expireTokens();
    await rig.ask();
    const failed = rig.records[1]?.payload;
    assert.deepEqual(
      [failed?.state, failed?.value, failed?.measured, failed?.rag],
      ['error', null, false, 'unknown'],
    );
    assert.match(failed?.warning ?? '', /revoked/);
    assert.equal(failed?.previous, before?.value);
  });

  it('does not read counted hours again, also after a restart, and keeps values', async () => {
    rig = await KriRig.start();
    await rig.load({ indicators: IMPERSONATION });
    await rig.ask();
    const first = rig.records[0]?.payload;
    await rig.deploy({ indicators: IMPERSONATION, name: 'restarted' });
    const bodies = rig.calls('/api/ttp/impersonation/get-logs');
    await rig.ask();
    const second = rig.records.at(-1)?.payload;
    assert.equal(second?.previous, first?.value);
    assert.equal(second?.coverage, 1);
    // only the ends of the window
    assert.ok(rig.calls('/api/ttp/impersonation/get-logs') - bodies <= 2);
    const kept = JSON.parse(await rig.history());
    assert.equal(kept.runs.length, 2);
    assert.equal(kept.indicators[IMPERSONATION].values.length, 2);
    assert.ok(kept.indicators[IMPERSONATION].buckets.length >= 23);
  });

  it('reports an indicator that was deselected once, and deletes its history', async () => {
    rig = await KriRig.start();
    await rig.load({ indicators: `${RELEASED},${QUEUE}` });
    await rig.ask();
    await rig.deploy({ indicators: QUEUE });
    const removals = () => rig.records.filter(({ payload }) => payload.state === 'removed');
    await until(() => removals().length > 0, 'the removal');
    assert.deepEqual(
      removals().map(({ topic }) => topic),
      [RELEASED],
    );
    assert.equal(removals()[0]?.payload.measured, false);
    // The message is sent before the file is written.
    await waitFor(async () => ((await rig.history()).includes(`"${RELEASED}"`) ? undefined : true), {
      what: 'its history to be gone from the file',
      ms: 30_000,
    });
    await rig.deploy({ indicators: QUEUE, name: 'again' });
    await rig.ask();
    assert.equal(removals().length, 1);
  });

  it('starts anew when its history is damaged', async () => {
    rig = await KriRig.start();
    await rig.load({ indicators: QUEUE });
    await rig.ask();
    const path = join(rig.userDir, 'mimecast', 'history', 'kri.json');
    await rig.deploy({ indicators: QUEUE, every: 0, name: 'b' });
    await Promise.all([path, `${path}.previous`].map((one) => writeFile(one, '{')));
    await rig.deploy({ indicators: QUEUE, every: 0, name: 'c' });
    await rig.ask();
    assert.equal(rig.records.at(-1)?.payload.state, 'ok');
  });

  it('says what to select when nothing is selected', async () => {
    rig = await KriRig.start();
    await rig.load({ indicators: '' });
    await rig.ask();
    assert.equal(rig.records.length, 0);
    assert.match(rig.summaries[0]?.warning ?? '', /tick those/);
    assert.equal(rig.summaries[0]?.skipped, 11);
  });

  it('runs by itself when it has never run', async () => {
    rig = await KriRig.start();
    await rig.load({ indicators: QUEUE, every: 24, everyUnit: 'hours' });
    await until(() => rig.summaries.length > 0, 'a run');
    assert.equal(rig.records.length, 1);
  });

  it('rejects unknown actions, and invalid settings', async () => {
    rig = await KriRig.start();
    await rig.load({ indicators: QUEUE });
    await rig.ask({ action: 'replay' });
    assert.match(rig.lastError, /replay is not an action.*run, poll/);
    await rig.deploy({ indicators: QUEUE, thresholds: `{"${QUEUE}":{"warn":5,"critical":1}}` });
    await until(() => rig.bins.errors.length > 1, 'the refusal');
    assert.match(rig.lastError, /worse than the amber one/);
    await rig.ask();
    assert.match(rig.lastError, /MIMECAST_CONFIG/);
  });

  it('returns its history to the dialog', async () => {
    rig = await KriRig.start();
    await rig.load({ indicators: QUEUE });
    await rig.ask();
    assert.ok(rig.RED);
    const server = await listen(rig.RED);
    try {
      const [shown] = await historyAt(`${server.url}/mimecast/kri/kri/history`);
      assert.equal(shown?.id, 'kri');
      assert.equal(shown.runs[0]?.measured, 1);
      assert.equal(shown.values[QUEUE]?.length, 1);
      assert.equal((await fetch(`${server.url}/mimecast/kri/nobody/history`)).status, 404);
      assert.equal(
        (await fetch(`${server.url}/mimecast/kri/${encodeURIComponent('../x')}/history`)).status,
        400,
      );
    } finally {
      await server.close();
    }
  });

  it('returns the history of all instances by the id in the template of a subflow', async () => {
    rig = await KriRig.start();
    await rig.loadTwice({ indicators: QUEUE });
    for (const id of ['one', 'two']) helper.getNode(id)?.receive({});
    await until(() => rig.summaries.length === 2, 'a run of each');
    assert.ok(rig.RED);
    const server = await listen(rig.RED);
    try {
      const shown = await historyAt(`${server.url}/mimecast/kri/kri/history`);
      assert.deepEqual(
        shown.map(({ runs, values }) => [runs.length, values[QUEUE]?.length]),
        [
          [1, 1],
          [1, 1],
        ],
      );
      assert.equal(new Set(shown.map(({ id }) => id)).size, 2);
      const [first] = shown;
      assert.deepEqual(await historyAt(`${server.url}/mimecast/kri/${first?.id}/history`), [first]);
    } finally {
      await server.close();
    }
  });
});
