import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import { registerPositions } from '../../../nodes/lib/runtime/admin/positions';
import { registerMetrics } from '../../../nodes/lib/runtime/metrics/metrics-route';
import { waitUntil } from '../../doubles/wait-until';
import { CLIENT, helper, listen } from '../support/account-helper';
import { RECORDS, siemNode, tab } from '../support/siem-harness';
import { useSourceAdmin } from '../support/source-admin-harness';

describe('The admin endpoints of sources', () => {
  const its = useSourceAdmin();
  const { deploy, request: ask, position } = its;

  describe('GET mimecast/position/:id', () => {
    it('returns the status of each stream', async () => {
      await deploy(its.harness.flow(siemNode({ name: 'mail', types: 'receipt,spam' })));
      await its.harness.poll();
      const { status, nodes = [] } = await position('GET');
      assert.equal(status, 200);
      const [node] = nodes;
      assert.deepEqual([nodes.length, node?.id, node?.name, node?.paused], [1, 'siem', 'mail', false]);
      const [receipt] = node?.streams ?? [];
      assert.deepEqual(
        [receipt?.key, receipt?.type, receipt?.account, receipt?.waiting],
        ['siem.batch.cg.receipt', 'receipt', 'CUSA00A000', 0],
      );
      assert.ok(receipt?.lagMs !== null && receipt?.ageMs !== null && receipt?.savedAt !== null);
      assert.deepEqual([receipt?.position?.['version'], receipt?.position?.['finished']], [1, 1]);
    });

    it('reports unknown values as unknown before the first poll', async () => {
      await deploy();
      const [stream] = (await position('GET')).nodes?.[0]?.streams ?? [];
      const { account, position: place, savedAt, ageMs, lagMs, doneAt, problem } = stream ?? {};
      assert.deepEqual(new Set([account, place, savedAt, ageMs, lagMs, doneAt, problem]), new Set([null]));
    });

    it('returns the failure of each stream', async () => {
      its.harness.simulator.grants.products = [];
      await deploy();
      await its.harness.poll();
      const [stream] = (await position('GET')).nodes?.[0]?.streams ?? [];
      assert.match(String(stream?.problem), /product "/);
    });

    it('counts the unacknowledged batches, and reports a pause', async () => {
      await deploy(its.harness.flow(siemNode({ delivery: 'ack', chunk: 5, inFlight: 2 })));
      helper.getNode('siem')?.receive({});
      await waitUntil(() => its.harness.records.length >= 2, 'two batches');
      const [node] = (await position('GET')).nodes ?? [];
      assert.equal(node?.streams[0]?.waiting, 2);
      await its.admin.close();
      await helper.unload();
      await deploy();
      await its.harness.poll('siem', { action: 'pause' });
      assert.equal((await position('GET')).nodes?.[0]?.paused, true);
    });
  });

  describe('PUT mimecast/position/:id', () => {
    it('rewinds like the message does', async () => {
      await deploy();
      await its.harness.poll();
      assert.equal(its.harness.lines.length, RECORDS);
      const { status, nodes } = await position('PUT', 'siem', { start: '-24h' });
      assert.deepEqual([status, nodes?.length], [200, 1]);
      await its.harness.poll();
      assert.equal(its.harness.lines.length, 2 * RECORDS);
      assert.equal(its.harness.kinds('rewind').length, 1);
    });

    for (const body of [{}, { start: {} }, { start: '-24h', until: 'now' }, { start: 'x'.repeat(100) }, []])
      it(`rejects other bodies: ${JSON.stringify(body).slice(0, 40)}`, async () => {
        await deploy();
        const { status, text } = await position('PUT', 'siem', body);
        assert.deepEqual([status, text], [400, 'this is not a request that the edit dialog makes']);
      });

    it('reads a range again where it has an end, marked, and moves no position', async () => {
      await deploy();
      await its.harness.poll();
      const { status } = await position('PUT', 'siem', { start: '-24h', end: 'now' });
      assert.equal(status, 200);
      assert.equal(its.harness.lines.length, 2 * RECORDS);
      assert.deepEqual(its.harness.kinds('rewind'), []);
    });

    it('refuses a range that ends before it begins', async () => {
      await deploy();
      const { status, text } = await position('PUT', 'siem', { start: '-1h', end: '-2h' });
      assert.deepEqual([status, text], [400, 'start has to be before end']);
    });

    it('explains the accepted times', async () => {
      await deploy();
      const { status, text } = await position('PUT', 'siem', { start: 'soon' });
      assert.equal(status, 400);
      assert.match(String(text), /^start is soon, which is not a valid time: use ISO 8601/);
    });

    it('reports why the move failed, without a secret', async () => {
      its.harness.simulator.grants.active = false;
      await deploy();
      const { status, whole } = await ask('PUT', 'position/siem', { start: '-24h' });
      assert.equal(status, 503);
      assert.match(whole, /MIMECAST_AUTH/);
      for (const secret of Object.values(CLIENT)) assert.ok(!whole.includes(secret));
    });
  });

  describe('DELETE mimecast/position/:id', () => {
    it('makes the next poll a first run', async () => {
      await deploy();
      await its.harness.poll();
      assert.equal((await position('DELETE')).status, 200);
      await waitUntil(() => its.harness.lines.length === 2 * RECORDS, 'the records again');
      assert.deepEqual(
        its.harness.kinds('rewind').map(({ reason }) => reason),
        ['its position was removed'],
      );
    });
  });

  describe('GET mimecast/metrics', () => {
    it('counts since the start, in the form that Prometheus reads', async () => {
      await deploy(its.harness.flow(siemNode({ name: 'mail' })));
      await its.harness.poll();
      const { status, whole, type } = await ask('GET', 'metrics');
      assert.equal(status, 200);
      assert.match(String(type), /^text\/plain;.*version=0\.0\.4/);
      const labels = '{node="siem",name="mail",account="custom",stream="siem.batch.cg.receipt"}';
      assert.ok(whole.includes(`mimecast_records_total${labels} ${RECORDS}\n`), whole);
      assert.ok(whole.includes(`mimecast_waiting_batches${labels} 0\n`));
      assert.match(whole, /mimecast_calls_total\{[^}]*\} [1-9]/);
    });

    it('contains no secret', async () => {
      await deploy();
      await its.harness.poll();
      const replies = [await ask('GET', 'metrics'), await ask('GET', 'position/siem')];
      for (const { whole } of replies)
        for (const secret of [...Object.values(CLIENT), 'Signature', 'access_token'])
          assert.ok(!whole.includes(secret), secret);
    });

    it('is empty but well-formed without sources', async () => {
      await deploy([tab, its.harness.account()]);
      const { status, whole } = await ask('GET', 'metrics');
      assert.equal(status, 200);
      assert.match(whole, /^# HELP mimecast_records_total .*\n# TYPE mimecast_records_total counter\n/);
    });
  });

  it('deny access without the permission to read or to write', async () => {
    type Handlers = readonly Parameters<NodeAPI['httpAdmin']['get']>[1][];
    const real = await its.harness.load();
    const under = (method: 'get' | 'put' | 'delete'): object => ({
      [method]: (path: string, ...handlers: Handlers) =>
        real.httpAdmin[method](`/guarded${path}`, ...handlers),
    });
    const guarded: NodeAPI = Object.create(real, {
      auth: {
        value: {
          needsPermission: (permission: string): ReturnType<NodeAPI['auth']['needsPermission']> => {
            return (_request, response) => {
              response.status(401).json({ text: permission });
            };
          },
        },
      },
      httpAdmin: { value: { ...under('get'), ...under('put'), ...under('delete') } },
    });
    registerPositions(guarded);
    registerMetrics(guarded);
    its.admin = await listen(real);
    for (const [method, path, permission] of [
      ['GET', 'position/siem', 'mimecast.read'],
      ['PUT', 'position/siem', 'mimecast.write'],
      ['DELETE', 'position/siem', 'mimecast.write'],
      ['GET', 'metrics', 'mimecast.read'],
    ] as const) {
      const response = await fetch(`${its.admin.url}/guarded/mimecast/${path}`, { method });
      assert.deepEqual(
        [response.status, await response.json()],
        [401, { text: permission }],
        `${method} ${path}`,
      );
    }
  });

  it('move positions when another store is selected', async () => {
    await deploy();
    await its.harness.poll();
    assert.equal(its.harness.lines.length, RECORDS);
    await its.harness.deploy(its.harness.flow(siemNode({ store: 'context:memory' })), 'nodes');
    await its.harness.poll();
    assert.equal(its.harness.lines.length, RECORDS, 'it began anew');
    assert.deepEqual(await its.harness.positionFiles(), []);
    const moved = await readFile(
      join(its.harness.userDir, 'mimecast', 'positions', 'siem.json.moved'),
      'utf8',
    );
    assert.match(moved, /siem\.batch\.cg\.receipt/);
  });
});
