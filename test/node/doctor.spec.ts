import assert from 'node:assert/strict';
import { z } from 'zod';
import type { SimulatorOptions } from '../../nodes/lib/simulator/simulator';
import { PROBE_IDS } from '../../nodes/lib/survey/probes';
import { CLIENT, listen } from './account-helper';
import { SiemRig, siemNode, surroundings, tab } from './siem-rig';

import audit = require('../../nodes/mimecast-audit');
import kri = require('../../nodes/mimecast-kri');
import policyCheck = require('../../nodes/mimecast-policy-check');
import ttp = require('../../nodes/mimecast-ttp');

const answer = z.looseObject({
  text: z.string(),
  rows: z
    .array(
      z.strictObject({
        probe: z.string(),
        about: z.string().min(1),
        state: z.string(),
        permission: z.string(),
        product: z.string(),
        reason: z.string(),
        usedBy: z.array(z.string()),
      }),
    )
    .default([]),
});

const placed = { z: 'tab', x: 100, y: 100, account: 'account', every: 0, wires: [[], []] };

describe('the permission doctor', () => {
  let rig: SiemRig;
  let door: { url: string; close(): Promise<void> };
  const load = async (
    nodes: readonly object[] = [],
    options: SimulatorOptions = {},
    account: { readonly auth?: string; readonly credentials?: object } = {},
  ): Promise<void> => {
    const { credentials = CLIENT, ...properties } = account;
    // The stream feed refuses what lies ahead of the tenant's clock.
    rig = await SiemRig.start({ now: () => Date.now(), ...options });
    const extra = nodes.map((node, index) => ({ id: `n${index}`, type: '', ...placed, ...node }));
    const flow = [tab, rig.account(properties), siemNode(), ...extra, ...surroundings()];
    door = await listen(await rig.load(flow, credentials, {}, [audit, kri, policyCheck, ttp]));
  };
  afterEach(async () => {
    await door.close();
    await rig.stop();
  });
  const ask = async (id = 'account', body: object = {}) => {
    const response = await fetch(`${door.url}/mimecast/account/${id}/doctor`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, ...answer.parse(await response.json()) };
  };

  it('asks what the nodes of the account read, each with one call, and names the nodes', async () => {
    await load([
      { type: 'mimecast-ttp', name: 'Clicks', types: 'url' },
      { type: 'mimecast-audit', name: '' },
    ]);
    const { rows, text } = await ask();
    assert.deepEqual(
      rows.map(({ probe, state, usedBy }) => [probe, state, usedBy]),
      [
        ['account', 'works', []],
        ['siem.batch.cg', 'works', ['mimecast-siem']],
        ['audit', 'works', ['mimecast-audit']],
        ['ttp.url', 'works', ['Clicks']],
      ],
    );
    assert.match(text, /works/);
    for (const path of ['/api/ttp/url/get-logs', '/siem/v1/batch/events/cg']) {
      assert.equal(rig.calls(path).length, 1, path);
    }
  });

  it('knows what checks and indicators read', async () => {
    await load([
      { type: 'mimecast-policy-check', name: 'P', checks: 'greylisting,journaling' },
      { type: 'mimecast-kri', name: 'K', indicators: 'mimecast_hold_queue_size,mimecast_auth_alignment_pct' },
    ]);
    const { rows } = await ask();
    const probes = rows.map(({ probe }) => probe);
    // Alignment comes from the receipts where DMARC Analyzer does not say it.
    assert.ok(rows.find(({ probe }) => probe === 'siem.batch.cg')?.usedBy.includes('K'));
    assert.deepEqual(probes.sort(), [
      'account',
      'dmarc.statistics',
      'held.held',
      'policy.greylisting',
      'policy.journaling',
      'siem.batch.cg',
    ]);
  });

  it('says which permission and which product is missing, and that products cannot be added', async () => {
    await load([{ type: 'mimecast-audit' }, { type: 'mimecast-ttp', types: 'url' }], {
      grants: { products: ['Security Events', 'Threats, Security Events and Data for CG'], permissions: [] },
    });
    const { rows, text } = await ask();
    const of = (probe: string) => rows.find((row) => row.probe === probe);
    assert.equal(of('audit')?.state, 'notLicensed');
    assert.equal(of('audit')?.product, 'Audit Events');
    assert.equal(of('ttp.url')?.state, 'forbidden');
    assert.equal(of('ttp.url')?.permission, 'Monitoring | URL Protection | Read');
    assert.match(text, /^0 of 4 work\.\nProducts can't be added to an existing application/);
    assert.match(text, /role at any time/);
  });

  it('asks everything on demand, and everything works in a tenant that has everything', async () => {
    await load();
    const { rows } = await ask('account', { all: true });
    assert.equal(rows.length, PROBE_IDS.length);
    assert.deepEqual(
      rows.filter(({ state }) => state !== 'works').map(({ probe, reason }) => [probe, reason]),
      [],
    );
  });

  it('asks with what stands in the dialog, for the nodes that stand in the editor', async () => {
    await load();
    const form = { region: 'custom', baseUrl: rig.simulator.apiUrl, ...CLIENT };
    const nodes = [
      { type: 'mimecast-audit', name: 'A', account: 'fresh' },
      { type: 'mimecast-dlp', name: 'disabled', account: 'fresh', d: true },
      { type: 'mimecast-ttp', name: 'of another', account: 'account' },
      { type: 'mimecast-held', name: 'in a subflow', z: 'sub', account: '${ACCOUNT}', types: 'held' },
      { type: 'subflow:sub', name: '', env: [{ name: 'ACCOUNT', value: 'fresh' }] },
    ];
    const { rows, status } = await ask('fresh', { form, nodes });
    assert.equal(status, 200);
    assert.deepEqual(
      rows.map(({ probe, state, usedBy }) => [probe, state, usedBy]),
      [
        ['account', 'works', []],
        ['audit', 'works', ['A']],
        ['held.held', 'works', ['in a subflow']],
      ],
    );
    const { text } = await ask('fresh', { form, nodes: [] });
    assert.match(text, /No node uses this account yet: tick/);
  });

  it('sends a stored secret to the deployed host only', async () => {
    await load();
    const form = { region: 'custom', baseUrl: 'https://elsewhere.example', has_clientSecret: true };
    const { status, text } = await ask('account', { form: { ...form, clientId: 'x' } });
    assert.equal(status, 503);
    assert.match(text, /only sent to the deployed host/);
  });

  it('asks deployed accounts, or what a dialog says', async () => {
    await load();
    assert.equal((await ask('nobody')).status, 404);
    assert.equal((await ask('no%20body')).status, 400);
    assert.equal((await ask('account', { all: 'yes' })).status, 400);
  });

  it('says in words what keys of API 1.0 can read and what takes API 2.0', async () => {
    const credentials = {
      appId: 'canary-app-id-11',
      appKey: 'canary-app-key-22',
      accessKey: 'canary-access-key-33',
      secretKey: Buffer.from('canary-secret-key-44').toString('base64'),
    };
    await load([], { legacyKeys: credentials }, { auth: 'legacy', credentials });
    const { rows, text } = await ask('account', { all: true });
    const states = new Map(rows.map(({ probe, state }) => [probe, state]));
    for (const probe of ['account', 'audit', 'directory.users', 'directory.groups', 'policy.blockedSenders'])
      assert.equal(states.get(probe), 'works', probe);
    for (const probe of ['siem.batch.cg', 'siem.stream.ci', 'policy.greylisting', 'dmarc.statistics'])
      assert.equal(states.get(probe), 'needsApi2', probe);
    assert.match(text, /API 1\.0 is being retired.*create an API 2\.0 application/);
  });
});
