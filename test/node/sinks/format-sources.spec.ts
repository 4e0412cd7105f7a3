/** Real messages of our source nodes, sent through a format node: only the tenant is simulated. */
import assert from 'node:assert/strict';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { z } from 'zod';
import { waitUntil } from '../../doubles/wait-until';
import { assertAllowed } from '../../unit/formats/ocsf/allowed-classes';
import { ocsfProblems } from '../../unit/formats/ocsf/validate';
import { CLIENT, type FlowNode, helper } from '../support/account-helper';
import { logNode, startLogs } from '../support/log-harness';
import { listenerNodes, type SiemHarness, tab } from '../support/siem-harness';

import audit = require('../../../nodes/audit/mimecast-audit');
import directory = require('../../../nodes/directory/mimecast-directory');
import dlp = require('../../../nodes/dlp/mimecast-dlp');
import format = require('../../../nodes/format/mimecast-format');
import held = require('../../../nodes/held/mimecast-held');
import kri = require('../../../nodes/kri/mimecast-kri');
import policyCheck = require('../../../nodes/policy-check/mimecast-policy-check');
import ttp = require('../../../nodes/ttp/mimecast-ttp');

const MODULES = [audit, directory, dlp, format, held, kri, policyCheck, ttp];

/** The data types that the sources below read. */
const KINDS = [
  ...['siem/receipt', 'siem/spam', 'siem/url protect'],
  ...['audit/audit', 'dlp/dlp', 'ttp/url', 'ttp/attachment', 'ttp/impersonation'],
  ...['held/held', 'held/releases', 'held/rejections', 'held/summary'],
  ...['directory/users', 'directory/members', 'directory/groups', 'directory/domains'],
];

const marked = z.looseObject({
  topic: z.string(),
  payload: z.unknown(),
  mimecast: z.looseObject({
    log: z.string(),
    type: z.string(),
    id: z.string().optional(),
    ids: z.array(z.string()).optional(),
  }),
});
type Marked = z.infer<typeof marked>;
const event = z.looseObject({
  class_uid: z.number(),
  activity_id: z.number(),
  status_id: z.number().optional(),
  metadata: z.looseObject({ uid: z.string() }),
  finding_info: z.looseObject({ uid: z.string() }).optional(),
  compliance: z.looseObject({ status_code: z.string(), control: z.string() }).optional(),
  evidences: z.array(z.unknown()).optional(),
});
type Event = z.infer<typeof event>;

/** One record, a page of them, or lines: a list in every mode. */
function listOf(payload: unknown): unknown[] {
  if (Array.isArray(payload)) return payload;
  return typeof payload === 'string' ? payload.split('\n').map((line) => JSON.parse(line)) : [payload];
}

/** Checks that the message has as many events as it had records, each valid by the schema and identified by its id. */
function assertSame(sent: Marked, made: Marked): void {
  const { payload: before, ...left } = sent;
  const { payload: after, ...saved } = made;
  assert.deepEqual({ ...saved, _msgid: '' }, { ...left, _msgid: '' });
  const records = listOf(before);
  const events = listOf(after).map((one) => event.parse(one));
  assert.equal(events.length, records.length);
  const { log, type, id, ids = id === undefined ? undefined : [id] } = sent.mimecast;
  for (const [index, one] of events.entries()) {
    assert.deepEqual(ocsfProblems(one), [], JSON.stringify(records[index]));
    assertAllowed(`${log}/${type}`, records[index], one.class_uid);
    if (ids !== undefined) assert.equal(one.metadata.uid, ids[index]);
  }
}

/** Formats leave out what has no value, at any depth. */
function withoutNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNull);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null)
      .map(([name, member]) => [name, withoutNull(member)]),
  );
}

describe('mimecast-format behind our own source nodes', () => {
  let harness: SiemHarness;
  const formatted: Marked[] = [];
  const collector = (RED: NodeAPI): void => {
    RED.nodes.registerType('formatted', function (this: Node, config: NodeDef) {
      RED.nodes.createNode(this, config);
      this.on('input', (message) => void formatted.push(marked.parse(message)));
    });
  };

  before(() => helper.startServer());
  after(() => helper.stopServer());
  beforeEach(async () => {
    formatted.length = 0;
    harness = await startLogs({ logRates: 1 });
  });
  afterEach(() => harness.stop());

  const at = { z: 'tab', x: 100, y: 100 };

  async function load(sources: readonly FlowNode[]): Promise<void> {
    const wired = sources.map((node) => ({ ...node, wires: [['records', 'format'], ['reports']] }));
    await harness.load(
      [
        tab,
        harness.account(),
        ...wired,
        {
          id: 'format',
          type: 'mimecast-format',
          ...at,
          name: '',
          format: 'ocsf',
          options: '{}',
          wires: [['formatted']],
        },
        { id: 'formatted', type: 'formatted', ...at, wires: [] },
        ...listenerNodes(sources.map(({ id }) => id)),
      ],
      CLIENT,
      {},
      [...MODULES, collector],
    );
  }

  /** The formatted messages, in pairs with those that the sources sent. */
  async function pairs(): Promise<readonly (readonly [sent: Marked, made: Marked])[]> {
    await waitUntil(() => formatted.length === harness.messages.length, 'all messages');
    return harness.messages.map((sent, index) => {
      const made = formatted[index];
      assert.ok(made !== undefined);
      return [marked.parse(sent), made] as const;
    });
  }

  const source = (name: string, properties: Readonly<Record<string, unknown>> = {}): FlowNode =>
    logNode(name, { id: name, ...properties });

  for (const output of ['event', 'page', 'lines'] as const) {
    it(`${output}: sends one message for each input, with every record in its place and in an allowed class of its log`, async () => {
      const sources = [
        source('siem', { output, types: 'receipt,spam,url protect' }),
        source('audit', { output }),
        source('dlp', { output }),
        source('ttp', { output }),
        source('held', { output, types: 'held,releases,rejections,summary', snapshot: 'whole' }),
        source('directory', { output, snapshot: 'whole' }),
      ];
      await load(sources);
      for (const { id } of sources) await harness.poll(id);
      assert.deepEqual(harness.errors, []);
      const all = await pairs();
      for (const [sent, made] of all) assertSame(sent, made);
      const seen = new Set(all.map(([{ mimecast }]) => `${mimecast.log}/${mimecast.type}`));
      assert.deepEqual([...seen].sort(), [...KINDS].sort());
    });
  }

  it('formats policy findings as Compliance Findings, with one identity over all runs', async () => {
    await load([source('policy-check', { output: 'findings' })]);
    await harness.poll('policy-check');
    await harness.poll('policy-check');
    assert.deepEqual(harness.errors, []);
    const byCheck = new Map<string, Event[]>();
    for (const [sent, made] of await pairs()) {
      const one = event.parse(made.payload);
      assert.deepEqual(ocsfProblems(one), []);
      assert.equal(one.class_uid, 2003);
      const finding = z
        .looseObject({ check: z.string(), status: z.string(), evidence: z.array(z.unknown()) })
        .parse(sent.payload);
      assert.equal(one.compliance?.control, finding.check);
      assert.equal(one.compliance.status_code, finding.status);
      assert.equal(one.evidences?.length ?? 0, finding.evidence.length);
      byCheck.set(finding.check, [...(byCheck.get(finding.check) ?? []), one]);
    }
    assert.ok(byCheck.size >= 10);
    const identities = new Set<string | undefined>();
    for (const [check, [first, second]] of byCheck) {
      assert.equal(first?.activity_id, 1, check);
      assert.equal(second?.activity_id, 2, check);
      assert.equal(first?.finding_info?.uid, second?.finding_info?.uid, check);
      assert.notEqual(first?.metadata.uid, second?.metadata.uid, check);
      identities.add(first?.finding_info?.uid);
    }
    assert.equal(identities.size, byCheck.size);
  });

  it('formats policies and loses nothing of them', async () => {
    await load([source('policy-check', { output: 'policies' })]);
    await harness.poll('policy-check');
    assert.deepEqual(harness.errors, []);
    const all = await pairs();
    assert.equal(all.length, 9, 'one message for each kind of policy that the checks read');
    for (const [sent, made] of all) {
      const records = z.array(z.record(z.string(), z.unknown())).parse(sent.payload);
      const events = z
        .array(z.looseObject({ unmapped: z.record(z.string(), z.unknown()) }))
        .parse(made.payload);
      assert.equal(events.length, records.length);
      events.forEach((one, index) => {
        assert.deepEqual(ocsfProblems(event.parse(one)), []);
        assert.deepEqual(one.unmapped, withoutNull(records[index]), String(sent.topic));
      });
    }
  });

  it('also formats key risk indicators, measured or not', async () => {
    await load([source('kri', { unlicensed: 'null' })]);
    await harness.poll('kri');
    assert.deepEqual(harness.errors, []);
    const all = await pairs();
    assert.ok(all.length >= 6);
    for (const [sent, made] of all) {
      const one = event.parse(made.payload);
      assert.deepEqual(ocsfProblems(one), []);
      const { slug, state } = z.looseObject({ slug: z.string(), state: z.string() }).parse(sent.payload);
      assert.deepEqual(
        [one.class_uid, one.compliance?.control, one.compliance?.status_code],
        [2003, slug, state],
      );
    }
  });
});
