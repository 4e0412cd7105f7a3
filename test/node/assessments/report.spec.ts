import assert from 'node:assert/strict';
import { z } from 'zod';
import { missingPaths, unknownPaths } from '../help/help-shapes';
import { helpOf, messagesOf } from '../help/help-text';
import { CLIENT, type FlowNode, helper } from '../support/account-helper';
import { listenerNodes, SiemHarness, tab } from '../support/siem-harness';

import kri = require('../../../nodes/kri/mimecast-kri');
import policyCheck = require('../../../nodes/policy-check/mimecast-policy-check');
import report = require('../../../nodes/report/mimecast-report');

const created = z.looseObject({
  topic: z.string(),
  payload: z.string(),
  plaintext: z.string(),
  csv: z.string(),
  filename: z.string(),
  attachments: z.array(
    z.strictObject({ filename: z.string(), content: z.string(), contentType: z.string() }),
  ),
  headers: z.record(z.string(), z.string()).optional(),
  report: z.strictObject({
    at: z.iso.datetime(),
    from: z.iso.datetime(),
    days: z.number(),
    accounts: z.number(),
    totals: z.record(z.string(), z.number()),
  }),
});

const on = (id: string, properties: object): FlowNode => ({
  ...{ id, type: `mimecast-${id}`, z: 'tab', x: 100, y: 100, name: '', wires: [[], ['reports']] },
  ...properties,
});
const reportNode = (properties: object = {}): FlowNode =>
  on('report', { type: 'mimecast-report', wires: [['records']], ...properties });

describe('mimecast-report', () => {
  let harness: SiemHarness;

  before(() => helper.startServer());
  after(() => helper.stopServer());
  beforeEach(async () => {
    harness = await SiemHarness.start({ history: 48 * 3_600_000, now: () => Date.now() });
  });
  afterEach(() => harness.stop());

  const load = async (
    nodes: readonly FlowNode[],
    accounts: readonly FlowNode[] = [harness.account({ name: 'Corp' })],
  ) => {
    const flow = [tab, ...accounts, ...nodes, ...listenerNodes(nodes.map(({ id }) => id))];
    const credentials = Object.fromEntries(accounts.map(({ id }) => [id, CLIENT]));
    await harness.load(flow, CLIENT, credentials, [kri, policyCheck, report]);
  };
  const measuring = [
    on('kri', { account: 'account', every: 0 }),
    on('policy-check', { account: 'account', every: 0 }),
  ];
  const create = async (message: Readonly<Record<string, unknown>> = {}, id = 'report') => {
    await harness.poll(id, message);
    return created.parse(harness.messages.at(-1));
  };

  it('has what the KRI and policy-check nodes have stored, and makes no call', async () => {
    await load([...measuring, reportNode()]);
    for (const { id } of measuring) await harness.poll(id);
    const calls = harness.simulator.requests.length;
    const { payload, topic, plaintext, csv, filename, attachments, headers, report: facts } = await create();
    assert.equal(harness.simulator.requests.length, calls);
    assert.match(payload, /^<!DOCTYPE html>/);
    assert.match(topic, /^Mimecast report \d{4}-\d\d-\d\d, Corp: \d+ red, \d+ amber, \d+ failed checks?/);
    assert.ok(plaintext.startsWith(topic));
    assert.match(filename, /^mimecast-report-\d{4}-\d\d-\d\d\.html$/);
    assert.equal(headers, undefined, 'an e-mail node would send them');
    const [file] = attachments;
    assert.deepEqual([file?.content, file?.contentType], [`\uFEFF${csv}`, 'text/csv; charset=utf-8']);
    for (const text of [
      'Malicious attachments that reached a mailbox',
      'Posture: policy checks',
      'CUSA00A000',
    ])
      assert.ok(payload.includes(text), text);
    const [summary] = harness.kinds('summary').filter(({ log }) => log === 'kri');
    const { green, amber, red } = z.record(z.string(), z.number()).parse(summary?.['rag']);
    assert.deepEqual(
      [facts.totals['green'], facts.totals['amber'], facts.totals['red']],
      [green, amber, red],
    );
    assert.deepEqual([facts.accounts, facts.days], [1, 30]);
    const [shown] = messagesOf(helpOf('mimecast-report'));
    const sent = [created.omit({ headers: true }).parse(harness.messages.at(-1))];
    const others = (path: string): boolean => !/^(?:_msgid|question|mimecast)\b/.test(path);
    assert.ok(shown);
    assert.deepEqual(unknownPaths(shown, sent), []);
    assert.deepEqual(missingPaths(shown, sent).filter(others), []);
    assert.equal(Date.parse(facts.at) - Date.parse(facts.from), 30 * 86_400_000);
  });

  it('answers a page with headers, and leaves the rest of the message alone', async () => {
    await load([reportNode({ format: 'markdown' })]);
    const { headers, payload, ...rest } = await create({ res: {}, req: { query: { x: 1 } } });
    assert.equal(headers?.['content-type'], 'text/markdown; charset=utf-8');
    assert.match(headers?.['content-security-policy'] ?? '', /default-src 'none'/);
    assert.match(payload, /^# Mimecast report\n/);
    assert.deepEqual(rest['req'], { query: { x: 1 } });
  });

  it('says what is missing before the first run, and for an account without nodes', async () => {
    const other = { ...harness.account({ name: 'Other' }), id: 'other' };
    await load([...measuring, reportNode({ format: 'csv' })], [harness.account({ name: 'Corp' }), other]);
    const { payload, csv, report: facts } = await create();
    assert.equal(payload, csv);
    assert.equal(facts.accounts, 2);
    assert.match(csv, /^Corp,.*Key risk indicators,.*no run has ended yet/m);
    assert.match(csv, /^Other,.*Key risk indicators,.*no node of this account/m);
  });

  it('reports on the selected accounts and sections alone, and names one that does not exist', async () => {
    const other = { ...harness.account({ name: 'Other' }), id: 'other' };
    const nodes = [
      reportNode({ accounts: 'other', sections: 'risk', format: 'markdown' }),
      reportNode({ id: 'gone', accounts: 'other,nobody', format: 'markdown' }),
    ];
    await load(nodes, [harness.account({ name: 'Corp' }), other]);
    const { payload, report: facts } = await create();
    assert.equal(facts.accounts, 1);
    assert.ok(
      payload.includes('## Account Other') && !payload.includes('Corp') && !payload.includes('Policy checks'),
    );
    const second = await create({}, 'gone');
    assert.match(second.payload, /## Account nobody\n[\s\S]*the account node is missing or disabled/);
  });

  it('makes one report for messages that arrive at the same time', async () => {
    await load([reportNode()]);
    const answers = Array.from({ length: 20 }, () => harness.poll('report', { res: {} }));
    await Promise.all(answers);
    assert.equal(harness.messages.length, 20);
    assert.equal(new Set(harness.messages.map((message) => created.parse(message).report.at)).size, 1);
  });

  it('rejects a configuration that it can not use', async () => {
    for (const [properties, reason] of [
      [{ format: 'pdf' }, /format: /],
      [{ days: 93 }, /days: /],
      [{ sections: 'risk,x' }, /sections: /],
      [{ accounts: 'a b' }, /accounts: a b is not the id of an account node/],
    ] as const) {
      await load([reportNode(properties)]);
      await harness.poll('report');
      assert.match(harness.errors.at(-1)?.message ?? '', reason);
      assert.equal(harness.errors.at(-1)?.code, 'MIMECAST_CONFIG');
      await helper.unload();
    }
    await load([reportNode()]);
  });
});
