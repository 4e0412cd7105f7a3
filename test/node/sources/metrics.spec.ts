import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { NodeAPI } from 'node-red';
import { STATUSES } from '../../../nodes/lib/assessments/policy/types';
import { DEFAULT_SLUGS } from '../../../nodes/lib/properties/values/kri-indicators';
import { registerMetrics } from '../../../nodes/lib/runtime/metrics/metrics-route';
import { type ReadFamily, readExposition } from '../../doubles/metrics/read-exposition';
import { CLIENT, type FlowNode, helper, listen } from '../support/account-helper';
import { listenerNodes, SiemHarness, siemNode, tab } from '../support/siem-harness';

import kri = require('../../../nodes/kri/mimecast-kri');
import policyCheck = require('../../../nodes/policy-check/mimecast-policy-check');

const TOKEN = randomBytes(32).toString('hex');
const OTHER_TOKEN = randomBytes(16).toString('base64url');

const assessment = (id: string, change: object = {}): FlowNode => ({
  ...{
    id,
    type: `mimecast-${id}`,
    z: 'tab',
    name: '',
    account: 'account',
    every: 0,
    wires: [[], ['reports']],
  },
  ...change,
});

describe('GET mimecast/metrics', () => {
  let harness: SiemHarness;
  let admin: Awaited<ReturnType<typeof listen>>;
  let refusals = 0;

  before(() => helper.startServer());
  after(() => helper.stopServer());
  beforeEach(async () => {
    refusals = 0;
    harness = await SiemHarness.start();
  });
  afterEach(async () => {
    await admin.close();
    await harness.stop();
  });

  /** The route again, below `guarded`, in a Node-RED that refuses everybody. */
  const guard = (RED: NodeAPI): void => {
    const guarded: NodeAPI = Object.create(RED, {
      auth: {
        value: {
          needsPermission: (): ReturnType<NodeAPI['auth']['needsPermission']> => (_request, response) => {
            refusals += 1;
            response.status(401).end();
          },
        },
      },
      httpAdmin: {
        value: {
          get: (path: string, ...handlers: Parameters<NodeAPI['httpAdmin']['get']>[1][]) =>
            RED.httpAdmin.get(`/guarded${path}`, ...handlers),
        },
      },
    });
    registerMetrics(guarded);
  };

  const deploy = async (
    tokens: Readonly<Record<string, string>> = {},
    nodes: readonly FlowNode[] = [],
  ): Promise<void> => {
    const other = { ...harness.account(), id: 'other', name: 'Other' };
    const flow = [
      tab,
      harness.account(),
      other,
      siemNode(),
      siemNode({ id: 'siem-other', account: 'other' }),
      ...nodes,
      ...listenerNodes(['siem', 'siem-other', ...nodes.map(({ id }) => id)]),
    ];
    const [mine, others] = ['account', 'other'].map((id) => ({ ...CLIENT, scrapeToken: tokens[id] ?? '' }));
    const RED = await harness.load(flow, mine, { other: others ?? {} }, [kri, policyCheck]);
    guard(RED);
    admin = await listen(RED);
  };
  const scrape = async (
    authorization?: string,
    path = 'guarded/mimecast/metrics',
  ): Promise<{
    status: number;
    text: string;
    families: ReadonlyMap<string, ReadFamily>;
    cache: string | null;
  }> => {
    const response = await fetch(`${admin.url}/${path}`, {
      headers: authorization === undefined ? {} : { authorization },
    });
    const text = await response.text();
    const families = response.status === 200 ? readExposition(text) : new Map<string, ReadFamily>();
    return { status: response.status, text, families, cache: response.headers.get('cache-control') };
  };
  const nodesIn = (families: ReadonlyMap<string, ReadFamily>): string[] => [
    ...new Set(
      [...families.values()].flatMap(({ samples }) => samples.map(({ labels }) => labels['node'] ?? '')),
    ),
  ];

  it('has indicators and findings beside the sources, in the form that Prometheus reads', async () => {
    await deploy({}, [assessment('kri', { name: 'risk' }), assessment('policy-check')]);
    for (const id of ['siem', 'kri', 'policy-check']) await harness.poll(id);
    const { families } = await scrape(undefined, 'mimecast/metrics');
    const samplesOf = (name: string) => families.get(`mimecast_${name}`)?.samples ?? assert.fail(name);
    const measured = samplesOf('kri_measured');
    assert.deepEqual(measured.map(({ labels }) => labels['indicator']).sort(), [...DEFAULT_SLUGS].sort());
    const withValue = samplesOf('kri_value').map(({ labels }) => labels['indicator']);
    assert.deepEqual(
      withValue.sort(),
      measured
        .filter(({ value }) => value === 1)
        .map(({ labels }) => labels['indicator'])
        .sort(),
      'an indicator has a value exactly when it was measured',
    );
    assert.equal(samplesOf('kri_threshold').length, 2 * DEFAULT_SLUGS.length);
    const [value] = samplesOf('kri_value');
    const { unit, indicator: _, ...whose } = value?.labels ?? {};
    assert.deepEqual(whose, { node: 'kri', name: 'risk', account: 'custom' });
    assert.ok(unit);
    const findings = samplesOf('policy_findings');
    assert.deepEqual(
      findings.map(({ labels }) => labels['status']),
      [...STATUSES],
    );
    const [summary] = harness.kinds('summary').filter(({ log }) => log === 'finding');
    const counts = summary?.['counts'];
    assert.deepEqual(Object.fromEntries(findings.map((one) => [one.labels['status'], one.value])), counts);
    assert.equal(samplesOf('policy_score_ratio')[0]?.value, Number(summary?.['score']) / 100);
    for (const name of ['kri_last_run', 'policy_last_run', 'last_success']) {
      const at = samplesOf(`${name}_timestamp_seconds`)[0]?.value ?? 0;
      assert.ok(Math.abs(at - Date.now() / 1000) < 600, `${name} ${at}`);
    }
    const polls = samplesOf('poll_duration_seconds').filter(({ name }) => name.endsWith('_count'));
    assert.deepEqual(
      polls.map(({ labels, value: count }) => [labels['node'], count]),
      [
        ['siem', 1],
        ['siem-other', 0],
      ],
    );
  });

  it('answers the token of an account with the metrics of that account alone', async () => {
    await deploy({ account: TOKEN, other: OTHER_TOKEN }, [assessment('kri')]);
    const mine = await scrape(`Bearer ${TOKEN}`);
    assert.deepEqual([mine.status, mine.cache, nodesIn(mine.families)], [200, 'no-store', ['siem']]);
    await harness.poll('kri');
    assert.deepEqual(nodesIn((await scrape(`bearer ${TOKEN}`)).families), ['siem', 'kri']);
    assert.deepEqual(nodesIn((await scrape(`Bearer ${OTHER_TOKEN}`)).families), ['siem-other']);
    assert.equal(refusals, 0);
    const { text } = await scrape(`Bearer ${TOKEN}`);
    for (const secret of [TOKEN, OTHER_TOKEN, ...Object.values(CLIENT)]) assert.ok(!text.includes(secret));
  });

  it('answers one token of several accounts with all of them', async () => {
    await deploy({ account: TOKEN, other: ` ${TOKEN}\n` });
    assert.deepEqual(nodesIn((await scrape(`Bearer ${TOKEN}`)).families), ['siem', 'siem-other']);
  });

  it('leaves every other request to the permission of the editor', async () => {
    await deploy({ account: TOKEN });
    const wrong = [
      undefined,
      '',
      'Bearer',
      'Bearer ',
      `Bearer ${TOKEN.slice(0, -1)}`,
      `Bearer ${TOKEN}0`,
      `Bearer ${TOKEN.toUpperCase()}`,
      `Bearer ${TOKEN} ${TOKEN}`,
      `Basic ${TOKEN}`,
      TOKEN,
      `Bearer ${'x'.repeat(10_000)}`,
    ];
    for (const authorization of wrong) assert.equal((await scrape(authorization)).status, 401, authorization);
    assert.equal(refusals, wrong.length);
    assert.equal((await scrape(`Bearer ${TOKEN}`, 'mimecast/metrics')).status, 200);
  });

  it('needs no token: without one nothing changes', async () => {
    await deploy();
    for (const authorization of ['Bearer ', 'Bearer undefined', 'Bearer null', `Bearer ${TOKEN}`])
      assert.equal((await scrape(authorization)).status, 401);
    const all = await scrape(undefined, 'mimecast/metrics');
    assert.deepEqual(nodesIn(all.families), ['siem', 'siem-other']);
  });

  it('accepts no weak token, and the account works without it', async () => {
    await deploy({ account: 'a'.repeat(64) });
    assert.equal((await scrape(`Bearer ${'a'.repeat(64)}`)).status, 401);
    await harness.poll('siem');
    assert.ok(harness.lines.length > 0);
  });

  it('accepts a token no longer when its account node is gone or has another one', async () => {
    await deploy({ account: TOKEN });
    await admin.close();
    await harness.stop();
    harness = await SiemHarness.start();
    await deploy({ account: OTHER_TOKEN });
    assert.equal((await scrape(`Bearer ${TOKEN}`)).status, 401);
    assert.equal((await scrape(`Bearer ${OTHER_TOKEN}`)).status, 200);
  });
});
