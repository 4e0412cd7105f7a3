/** The admin endpoints of the overview: what they show of running nodes, to whom, and what they refuse. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decodeHours } from '../../../nodes/lib/contracts/hour-line';
import type {
  FindingDetail,
  Health,
  IndicatorHistory,
  OverviewModel,
  RowCalendar,
} from '../../../nodes/lib/contracts/overview';
import { registerOverview } from '../../../nodes/lib/runtime/overview/routes';
import { board } from '../../../nodes/lib/runtime/recording/board';
import { waitUntil } from '../../doubles/wait-until';
import { CLIENT, type FlowNode, helper, listen } from '../support/account-helper';
import { listenerNodes, RECORDS, SiemHarness, siemNode, tab } from '../support/siem-harness';

import kri = require('../../../nodes/kri/mimecast-kri');
import policyCheck = require('../../../nodes/policy-check/mimecast-policy-check');

const HOSTILE = '<img src=x onerror=alert(1)>\u202e"\u0000\n';
const placed = { z: 'tab', x: 1, y: 1 };
const kriNode: FlowNode = {
  ...{ id: 'kri', type: 'mimecast-kri', ...placed, name: HOSTILE, account: 'account', every: 0 },
  indicators: 'mimecast_hold_queue_size,mimecast_internal_anomalies_24h',
  wires: [['records'], ['reports']],
};
const policyNode: FlowNode = {
  ...{ id: 'policy', type: 'mimecast-policy-check', ...placed, name: '', account: 'account', every: 0 },
  checks: 'greylisting,admin_audit',
  wires: [['records'], ['reports']],
};

describe('The overview', () => {
  let harness: SiemHarness;
  let admin: Awaited<ReturnType<typeof listen>> | undefined;

  beforeEach(async () => {
    harness = await SiemHarness.start();
  });
  afterEach(async () => {
    await admin?.close();
    admin = undefined;
    await harness.stop();
  });

  async function deploy(source = siemNode({ name: HOSTILE, types: 'receipt,spam' })): Promise<void> {
    await admin?.close();
    const flow = [
      ...[tab, harness.account({ name: 'Customer 1' }), source, kriNode, policyNode],
      ...listenerNodes(['siem', 'kri', 'policy']),
    ];
    admin = await listen(await harness.load(flow, CLIENT, {}, [kri, policyCheck]));
  }
  const get = async (path: string, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${admin?.url ?? assert.fail('not deployed')}/mimecast/${path}`, { headers });
  async function read<T>(path: string): Promise<T> {
    const response = await get(path);
    const text = await response.text();
    assert.equal(response.status, 200, text);
    for (const secret of [...Object.values(CLIENT), 'Bearer'])
      assert.ok(!text.includes(secret), 'a secret is in the response');
    return JSON.parse(text) as T;
  }
  const model = (query = ''): Promise<OverviewModel> => read(`overview/data${query}`);

  it('shows a row for each type, before and after a poll', async () => {
    await deploy();
    const before = (await model('?part=collection')).collection?.rows ?? [];
    assert.deepEqual(
      before.map(({ id, state, polledAt }) => [id, state, polledAt]),
      [
        ['siem siem.batch.cg.receipt', 'starting', null],
        ['siem siem.batch.cg.spam', 'starting', null],
      ],
    );
    await harness.poll();
    const { accounts, collection, risk } = await model('?part=collection');
    assert.equal(risk, undefined);
    assert.deepEqual(accounts, [
      { id: 'account', name: 'Customer 1', code: 'CUSA00A000', demo: false, replica: null },
    ]);
    const [row] = collection?.rows ?? [];
    assert.deepEqual(
      [row?.account, row?.node, row?.link, row?.source, row?.type, row?.state, row?.level, row?.advice],
      ['account', 'siem', 'siem', 'mimecast-siem', 'receipt', 'current', 'ok', 'none'],
    );
    assert.equal(row?.hours.total, RECORDS);
    assert.equal(decodeHours(row?.hours).at(-1), RECORDS);
    assert.equal(row?.days.length, 35);
    assert.equal(row?.days.at(-1), 'O');
    assert.ok(row?.lagMs !== null && row?.polledAt !== null);
  });

  it('tells what fails, and what to do', async () => {
    harness.simulator.grants.products = [];
    await deploy();
    await harness.poll().catch(() => undefined);
    const [row] = (await model('?part=collection')).collection?.rows ?? [];
    assert.deepEqual([row?.state, row?.level, row?.advice], ['failed', 'bad', 'check_licence']);
    assert.equal(row?.facts.code, 'MIMECAST_NOT_LICENSED');
    assert.ok(row?.facts.product);
  });

  it('shows a node that can not run', async () => {
    await deploy(siemNode({ account: 'gone' }));
    const [row] = (await model('?part=collection')).collection?.rows ?? [];
    assert.deepEqual(
      [row?.state, row?.advice, row?.account, row?.stream],
      ['misconfigured', 'fix_node', 'gone', ''],
    );
  });

  it('shows indicators, and not licensed is not zero', async () => {
    await deploy();
    const never = (await model('?part=risk')).risk?.tiles ?? [];
    assert.deepEqual(
      never.map(({ state, value, amber }) => [state, value, amber]),
      [
        ['never', null, 1],
        ['never', null, 100],
      ],
    );
    await harness.poll('kri');
    const tiles = (await model('?part=risk')).risk?.tiles ?? [];
    const queue = tiles.find(({ indicator }) => indicator === 'mimecast_hold_queue_size');
    assert.deepEqual(
      [queue?.state, queue?.days.at(-1), queue?.id],
      ['ok', queue?.value, 'kri mimecast_hold_queue_size'],
    );
    assert.equal(typeof queue?.value, 'number');
    const history: IndicatorHistory = await read(
      `overview/data?part=indicator&tile=${encodeURIComponent(queue?.id ?? '')}`,
    );
    assert.deepEqual(
      [history.hours.map(([, value]) => value), history.days.map(([, value]) => value)],
      [[queue?.value], [queue?.value]],
    );
  });

  it('shows findings, with the evidence on demand, and as they were on another day', async () => {
    await deploy();
    assert.equal((await get('overview/evidence/policy/greylisting')).status, 404, 'there was no run');
    await harness.poll('policy');
    const { posture } = await model('?part=posture');
    const [node] = posture?.accounts ?? [];
    assert.deepEqual(
      node?.findings.map(({ check }) => check),
      ['admin_audit', 'greylisting'].sort((a, b) => (node?.findings[0]?.check === a ? -1 : a < b ? 0 : 1)),
    );
    assert.ok(posture?.checks['greylisting']?.controls['CIS v8']);
    const detail: FindingDetail = await read('overview/evidence/policy/greylisting');
    assert.equal(detail.evidence.length > 0, true);
    assert.equal(detail.status, node?.findings.find(({ check }) => check === 'greylisting')?.status);
    const earlier = (await model('?part=posture&at=2020-01-01')).posture;
    assert.deepEqual(
      new Set(earlier?.accounts[0]?.findings.map(({ status }) => status)),
      new Set(['unknown']),
    );
    assert.equal(earlier?.at, '2020-01-01');
  });

  it('shows quota, calls, latency and token', async () => {
    await deploy();
    await harness.poll();
    const [row] = (await model('?part=api')).api?.rows ?? [];
    assert.deepEqual(
      row?.quota.map(({ group }) => group),
      ['token', 'siem-batch', 'siem-stream', 'api'].filter((group) =>
        row?.quota.some((one) => one.group === group),
      ),
    );
    assert.ok((row?.hours.total ?? 0) > 0);
    assert.ok((row?.latency?.responses ?? 0) > 0);
    assert.ok(
      row?.token !== null && Date.parse(row?.token.renewAt ?? '') > Date.parse(row?.token.issuedAt ?? ''),
    );
  });

  it('shows the calendar of a row', async () => {
    await deploy();
    await harness.poll();
    const calendar: RowCalendar = await read('overview/data?part=calendar&row=siem%20siem.batch.cg.receipt');
    assert.deepEqual(calendar.asked, {
      ...{ account: 'account', code: 'CUSA00A000', stream: 'siem.batch.cg.receipt', node: 'siem' },
      name: calendar.asked.name,
    });
    assert.deepEqual(calendar.days.map(({ proof, records, polls }) => [proof, records, polls]).at(-1), [
      'open',
      RECORDS,
      1,
    ]);
  });

  it('keeps its history over a restart, in the state folder', async () => {
    await deploy();
    await harness.poll();
    await harness.poll('kri');
    await admin?.close();
    await helper.unload();
    const saved = await readFile(join(harness.userDir, 'mimecast', 'overview', 'account.json'), 'utf8');
    assert.ok(saved.includes('siem siem.batch.cg.receipt'));
    for (const secret of Object.values(CLIENT)) assert.ok(!saved.includes(secret));
    await deploy();
    const { collection, risk } = await model();
    assert.equal(collection?.rows[0]?.hours.total, RECORDS);
    assert.ok(risk?.tiles.some(({ state }) => state === 'ok'));
  });

  it('has names on one line, short, and as text', async () => {
    await deploy(siemNode({ name: `${HOSTILE}${'x'.repeat(5000)}` }));
    const [row] = (await model('?part=collection')).collection?.rows ?? [];
    assert.equal(row?.name.length, 120);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is the point
    assert.doesNotMatch(row?.name ?? '', /[\u0000-\u001f\u202e]/);
    const response = await get('overview/data');
    assert.equal(response.headers.get('content-type'), 'application/json; charset=utf-8');
    await response.text();
  });

  it('compresses what is long', async () => {
    await deploy();
    const response = await get('overview/data', { 'accept-encoding': 'gzip' });
    assert.equal(response.headers.get('content-encoding'), 'gzip');
    await response.text();
    const plain = await get('overview/data', { 'accept-encoding': 'identity' });
    assert.equal(plain.headers.get('content-encoding'), null);
    await plain.text();
    assert.ok(gunzipSync);
  });

  for (const query of [
    '?part=nothing',
    '?part=risk&part=api',
    '?part[]=risk',
    '?part=posture&at=yesterday',
    '?part=posture&at=2026-02-30',
    '?part=risk&at=2026-02-03',
    '?part=calendar',
    `?part=calendar&row=${'x'.repeat(501)}`,
    '?part=indicator&tile=',
    '?__proto__[part]=risk&x=1',
  ])
    it(`refuses ${query.slice(0, 40)}`, async () => {
      await deploy();
      const response = await get(`overview/data${query}`);
      assert.equal(response.status, 400);
      assert.match(await response.text(), /^\{"text":"/);
    });

  for (const path of [
    'overview/data?part=calendar&row=gone%20audit',
    'overview/data?part=calendar&row=siem%20__proto__',
    'overview/data?part=indicator&tile=kri%20constructor',
    'overview/evidence/policy/journaling',
    'overview/evidence/__proto__/greylisting',
  ])
    it(`does not find ${path}`, async () => {
      await deploy();
      assert.equal((await get(path)).status, 404);
    });

  it('refuses names of findings that none has', async () => {
    await deploy();
    for (const path of ['overview/evidence/..%2f..%2f/x', `overview/evidence/policy/${'x'.repeat(61)}`])
      assert.equal((await get(path)).status, 400, path);
  });

  it('sends events until the flows stop', async () => {
    await deploy();
    const response = await get('overview/events');
    assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
    let text = '';
    const reading = (async () => {
      for await (const chunk of response.body ?? assert.fail()) text += Buffer.from(chunk).toString();
    })();
    await waitUntil(() => text.includes('event: hello'), 'the greeting');
    await harness.poll();
    await waitUntil(() => text.includes('siem.batch.cg.receipt'), 'a change');
    await helper.unload();
    await reading;
    await deploy();
  });

  it('needs the permission to read', async () => {
    await deploy();
    const asked: string[] = [];
    const paths: string[] = [];
    const refuse = () => undefined;
    const RED = {
      auth: {
        needsPermission: (name: string) => {
          asked.push(name);
          return refuse;
        },
      },
      httpAdmin: {
        get: (path: string, ...handlers: readonly unknown[]) => {
          paths.push(path);
          assert.equal(handlers[0], refuse, path);
        },
      },
    };
    Reflect.apply(registerOverview, undefined, [RED]);
    assert.deepEqual(asked, ['mimecast.read']);
    assert.deepEqual(paths.sort(), [
      '/mimecast/health',
      '/mimecast/overview/data',
      '/mimecast/overview/events',
      '/mimecast/overview/evidence/:node/:check',
    ]);
  });

  it('forgets what was removed', async () => {
    await deploy();
    await helper.unload();
    assert.deepEqual([board.sources.size, board.assessments.size, board.accounts.size], [0, 0, 0]);
    await deploy();
  });

  describe('for probes', () => {
    it('tells which sources are fresh, without names', async () => {
      await deploy(siemNode({ name: 'Payroll', every: 5, everyUnit: 'minutes' }));
      const health: Health = await read('health');
      assert.deepEqual([health.status, health.counts], ['fresh', { fresh: 1, stale: 0, off: 0 }]);
      assert.doesNotMatch(JSON.stringify(health), /Payroll|Customer/);
      assert.deepEqual(
        health.sources.map(({ node, everyMs }) => [node, everyMs]),
        [['siem', 300_000]],
      );
    });

    it('fails with a source that can not run, when it shall', async () => {
      await deploy(siemNode({ account: 'gone', every: 5 }));
      const health: Health = await read('health');
      assert.equal(health.status, 'stale');
      assert.equal((await get('health?require=fresh')).status, 503);
      assert.equal((await get('health?require=all')).status, 400);
    });

    it('has nothing to say of a source that polls on messages only', async () => {
      await deploy();
      const health: Health = await read('health');
      assert.deepEqual(health.counts, { fresh: 0, stale: 0, off: 1 });
      assert.equal((await get('health?require=fresh')).status, 200);
    });
  });
});
