import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { waitUntil } from '../../doubles/wait-until';
import { waitFor } from '../../real/harness/process/wait-for';
import { helper, listen } from '../support/account-helper';
import { IMPERSONATION, KriHarness, QUEUE, RELEASED } from '../support/kri-harness';

/** Whether a saved history has values of an indicator. */
const hasValues = (text: string, slug: string): boolean =>
  slug in z.object({ indicators: z.record(z.string(), z.unknown()) }).parse(JSON.parse(text)).indicators;

const runs = z.object({
  nodes: z.array(z.object({ id: z.string(), state: z.string(), runId: z.string().nullable() })),
});

async function historyAt(url: string) {
  const response = await fetch(url);
  const node = z.object({
    id: z.string(),
    name: z.string(),
    runs: z.array(z.object({ measured: z.number() }).loose()),
    removed: z.array(z.object({ slug: z.string(), lastValue: z.number().nullable() })),
    values: z.record(z.string(), z.array(z.unknown())),
  });
  return z.object({ nodes: z.array(node.loose()) }).parse(await response.json()).nodes;
}

describe('The KRI node', () => {
  let harness: KriHarness;
  afterEach(() => harness.stop());

  it('sends one message for each selected indicator and a summary of the run', async () => {
    harness = await KriHarness.start();
    await harness.load({ indicators: `${RELEASED},${QUEUE}` });
    await harness.send();
    const [released, queue] = harness.records;
    assert.deepEqual(
      harness.records.map(({ topic }) => topic),
      [RELEASED, QUEUE],
    );
    assert.ok(released?.payload.measured && queue?.payload.measured);
    assert.equal(released.payload.state, 'ok');
    assert.equal(released.mimecast.account, 'CUSA00A000');
    const [summary] = harness.summaries;
    assert.equal(summary?.runId, released.payload.runId);
    assert.deepEqual([summary?.measured, summary?.unmeasured, summary?.skipped], [2, 0, 9]);
    assert.ok((summary?.calls ?? 0) >= 2);
    const shown = () => JSON.stringify(harness.collected.statuses.at(-1)?.['status']);
    await waitUntil(() => shown().includes('2 of 2 measured'), 'the status');
  });

  it('distinguishes forbidden, missing and zero', async () => {
    harness = await KriHarness.start();
    const { grants } = harness.simulator;
    grants.permissions = grants.permissions.filter((one) => one !== 'Monitoring | Held | Read');
    grants.products = grants.products.filter((one) => one !== 'Security Events');
    await harness.load({ indicators: `${RELEASED},${IMPERSONATION}`, unlicensed: 'zero' });
    await harness.send();
    const [impersonation, released] = harness.records.map(({ payload }) => payload);
    assert.deepEqual(
      [impersonation?.state, impersonation?.value, impersonation?.measured, impersonation?.rag],
      ['not_licensed', 0, false, 'unknown'],
    );
    assert.deepEqual([released?.state, released?.value, released?.measured], ['no_permission', null, false]);
    assert.match(released?.warning ?? '', /Monitoring \| Held \| Read/);
    await harness.deploy({ indicators: IMPERSONATION, unlicensed: 'null' });
    await harness.send();
    const repeated = harness.records.findLast(({ topic }) => topic === IMPERSONATION)?.payload;
    assert.deepEqual([repeated?.state, repeated?.value], ['not_licensed', null]);
  });

  it('never reports a failure as zero', async () => {
    harness = await KriHarness.start();
    await harness.load({ indicators: IMPERSONATION });
    await harness.send();
    const before = harness.records[0]?.payload;
    harness.simulator.grants.active = false;
    harness.simulator.expireTokens();
    await harness.send();
    const failed = harness.records[1]?.payload;
    assert.deepEqual(
      [failed?.state, failed?.value, failed?.measured, failed?.rag],
      ['error', null, false, 'unknown'],
    );
    assert.match(failed?.warning ?? '', /revoked/);
    assert.equal(failed?.previous, before?.value);
  });

  it('does not read counted hours again, not even after a restart, and keeps values', async () => {
    harness = await KriHarness.start();
    await harness.load({ indicators: IMPERSONATION });
    await harness.send();
    const first = harness.records[0]?.payload;
    await harness.deploy({ indicators: IMPERSONATION, name: 'restarted' });
    const bodies = harness.calls('/api/ttp/impersonation/get-logs');
    await harness.send();
    const second = harness.records.at(-1)?.payload;
    assert.equal(second?.previous, first?.value);
    assert.equal(second?.coverage, 1);
    // only the ends of the window
    assert.ok(harness.calls('/api/ttp/impersonation/get-logs') - bodies <= 2);
    const saved = JSON.parse(await harness.history());
    assert.equal(saved.runs.length, 2);
    assert.equal(saved.indicators[IMPERSONATION].values.length, 2);
    assert.ok(saved.indicators[IMPERSONATION].buckets.length >= 23);
  });

  it('reports an indicator that was deselected once, and deletes its history', async () => {
    harness = await KriHarness.start();
    await harness.load({ indicators: `${RELEASED},${QUEUE}` });
    await harness.send();
    await harness.deploy({ indicators: QUEUE });
    const removals = () => harness.records.filter(({ payload }) => payload.state === 'removed');
    await waitUntil(() => removals().length > 0, 'the removal');
    assert.deepEqual(
      removals().map(({ topic }) => topic),
      [RELEASED],
    );
    assert.equal(removals()[0]?.payload.measured, false);
    assert.match(removals()[0]?.payload.warning ?? '', /stored values and counts were deleted/);
    // The message is sent before the file is written.
    await waitFor(async () => (hasValues(await harness.history(), RELEASED) ? undefined : true), {
      what: 'its history to be gone from the file',
      ms: 30_000,
    });
    await harness.deploy({ indicators: QUEUE, name: 'again' });
    await harness.send();
    assert.equal(removals().length, 1);
  });

  it('starts anew when its history is damaged', async () => {
    harness = await KriHarness.start();
    await harness.load({ indicators: QUEUE });
    await harness.send();
    const path = join(harness.userDir, 'mimecast', 'history', 'kri.json');
    await harness.deploy({ indicators: QUEUE, every: 0, name: 'b' });
    await Promise.all([path, `${path}.previous`].map((one) => writeFile(one, '{')));
    await harness.deploy({ indicators: QUEUE, every: 0, name: 'c' });
    await harness.send();
    assert.equal(harness.records.at(-1)?.payload.state, 'ok');
  });

  it('says what to select when nothing is selected', async () => {
    harness = await KriHarness.start();
    await harness.load({ indicators: '' });
    await harness.send();
    assert.equal(harness.records.length, 0);
    assert.match(harness.summaries[0]?.warning ?? '', /tick those/);
    assert.equal(harness.summaries[0]?.skipped, 11);
  });

  it('runs by itself when it has never run', async () => {
    harness = await KriHarness.start();
    await harness.load({ indicators: QUEUE, every: 24, everyUnit: 'hours' });
    await waitUntil(() => harness.summaries.length > 0, 'a run');
    assert.equal(harness.records.length, 1);
  });

  it('rejects unknown actions, and invalid settings', async () => {
    harness = await KriHarness.start();
    await harness.load({ indicators: QUEUE });
    await harness.send({ action: 'replay' });
    assert.match(harness.lastError, /replay is not an action.*run, poll/);
    await harness.deploy({ indicators: QUEUE, thresholds: `{"${QUEUE}":{"warn":5,"critical":1}}` });
    await waitUntil(() => harness.collected.errors.length > 1, 'the refusal');
    assert.match(harness.lastError, /worse than the amber one/);
    await harness.send();
    assert.match(harness.lastError, /MIMECAST_CONFIG/);
  });

  it('returns its history to the dialog', async () => {
    harness = await KriHarness.start();
    await harness.load({ indicators: QUEUE });
    await harness.send();
    assert.ok(harness.RED);
    const server = await listen(harness.RED);
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

  it('runs at once from the dialog, and names the run', async () => {
    harness = await KriHarness.start();
    await harness.load({ indicators: QUEUE, every: 0 });
    assert.ok(harness.RED);
    const server = await listen(harness.RED);
    const post = (id: string) => fetch(`${server.url}/mimecast/kri/${id}/run`, { method: 'POST' });
    try {
      const response = await post('kri');
      const { nodes } = runs.parse(await response.json());
      assert.deepEqual([response.status, nodes.length, nodes[0]?.state], [200, 1, 'done']);
      assert.equal(nodes[0]?.runId, harness.summaries[0]?.runId);
      const [shown] = await historyAt(`${server.url}/mimecast/kri/kri/history`);
      assert.equal(shown?.runs[0]?.['runId'], nodes[0]?.runId);
      assert.equal((await post('nobody')).status, 404);
      assert.equal((await post(encodeURIComponent('../x'))).status, 400);
      assert.equal((await fetch(`${server.url}/mimecast/policy-check/kri/run`)).status, 404);
    } finally {
      await server.close();
    }
  });

  it('shows what was deselected in its history, until it is selected again', async () => {
    harness = await KriHarness.start();
    await harness.load({ indicators: `${RELEASED},${QUEUE}` });
    await harness.send();
    const lastValue = harness.records[0]?.payload.value;
    await harness.deploy({ indicators: QUEUE });
    await waitUntil(() => harness.records.some(({ payload }) => payload.state === 'removed'), 'the removal');
    await harness.send();
    assert.ok(harness.RED);
    const server = await listen(harness.RED);
    try {
      const url = `${server.url}/mimecast/kri/kri/history`;
      const [shown] = await historyAt(url);
      assert.deepEqual(
        shown?.removed.map((one) => [one.slug, one.lastValue]),
        [[RELEASED, lastValue]],
      );
      await harness.deploy({ indicators: `${RELEASED},${QUEUE}` });
      await harness.send();
      assert.deepEqual((await historyAt(url))[0]?.removed, []);
    } finally {
      await server.close();
    }
  });

  it('says in status and summary that the application has no permission', async () => {
    harness = await KriHarness.start();
    harness.simulator.grants.products = [];
    harness.simulator.grants.permissions = [];
    await harness.load({ indicators: `${RELEASED},${IMPERSONATION}`, unlicensed: 'zero' });
    await harness.send();
    assert.deepEqual(
      harness.records.map(({ payload }) => [payload.state, payload.value]),
      [
        ['no_permission', null],
        ['no_permission', null],
      ],
    );
    assert.match(
      harness.summaries[0]?.warning ?? '',
      /^the application has no permission for 2 of 2 indicators \(.*check its products and its role/,
    );
    const shown = () => JSON.stringify(harness.collected.statuses.at(-1)?.['status']);
    await waitUntil(() => shown().includes('no permission for 2'), 'the status');
    assert.match(shown(), /"fill":"red"/);
  });

  it('returns the history of all instances by the id in the template of a subflow', async () => {
    harness = await KriHarness.start();
    await harness.loadTwice({ indicators: QUEUE });
    for (const id of ['one', 'two']) helper.getNode(id)?.receive({});
    await waitUntil(() => harness.summaries.length === 2, 'a run of each');
    assert.ok(harness.RED);
    const server = await listen(harness.RED);
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
