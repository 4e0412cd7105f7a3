/** An ack node behind Node-RED's http request node, with receivers that respond as Splunk and Elasticsearch do. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { waitUntil } from '../../doubles/wait-until';
import { Cleanup } from '../../real/harness/process/cleanup';
import { BulkDouble, type BulkMood } from '../../real/harness/servers/bulk-double';
import { HecDouble, type HecEvent, type HecMood } from '../../real/harness/servers/hec-double';
import { type HttpCall, type HttpReply, httpDouble } from '../../real/harness/servers/http-double';
import { type FlowNode, helper } from '../support/account-helper';
import { useHarness } from '../support/each-test';
import { savedText } from '../support/saved-text';
import { listenerNodes, pause, RECORDS, SiemHarness, siemNode, tab } from '../support/siem-harness';

import ack = require('../../../nodes/ack/mimecast-ack');
import format = require('../../../nodes/format/mimecast-format');

type Initializer = (RED: NodeAPI) => void;
const http: Initializer = require('@node-red/nodes/core/network/21-httprequest.js');
const change: Initializer = require('@node-red/nodes/core/function/15-change.js');
const split: Initializer = require('@node-red/nodes/core/sequence/17-split.js');

const TOKEN = '0b9f6c1e-7a53-4c1e-9a55-6a1c0f0f3f11';
const placed = { z: 'tab', x: 100, y: 100 };

const deadLetter = z.strictObject({
  _msgid: z.string(),
  topic: z.literal('mimecast/siem/receipt'),
  payload: z.unknown(),
  mimecast: z.object({
    account: z.string(),
    log: z.literal('siem'),
    type: z.literal('receipt'),
    id: z.string().optional(),
    ids: z.array(z.string()).optional(),
    collectedAt: z.iso.datetime(),
  }),
  refused: z.strictObject({
    code: z.literal('HTTP_REFUSED'),
    reason: z.string(),
    receiver: z.string(),
    status: z.number(),
    records: z.array(
      z.strictObject({ code: z.literal('HTTP_REFUSED'), reason: z.string(), answer: z.string() }),
    ),
  }),
});
const recordShape = z.looseObject({ aggregateId: z.string() });

interface DeadLetter {
  readonly id: string;
  readonly reason: string;
  readonly answer: string;
  readonly receiver: string;
}

/** The records of a message, in the form of the source's messages. */
function lettersOf(message: unknown): DeadLetter[] {
  const { payload, mimecast, refused } = deadLetter.parse(message);
  const { ids = [], id } = mimecast;
  const texts = typeof payload === 'string' ? payload.split('\n') : undefined;
  const records = texts?.map((line): unknown => JSON.parse(line)) ?? [payload].flat();
  const all = id === undefined ? ids : [id];
  assert.deepEqual([records.length, refused.records.length], [all.length, all.length]);
  for (const record of records) recordShape.parse(record);
  return refused.records.map(({ reason, answer }, at) => ({
    ...{ id: all[at] ?? '', reason, answer },
    receiver: refused.receiver,
  }));
}

describe('An ack node behind a receiver', () => {
  const cleanup = new Cleanup();
  let harness: SiemHarness;
  useHarness(async () => {
    harness = await SiemHarness.start();
    return harness;
  });
  afterEach(() => cleanup.close());

  interface Setup {
    readonly format: 'hec' | 'elastic';
    readonly authorization: string;
    readonly path: string;
    readonly output?: string;
    /** of the second output of the ack node */
    readonly refused?: readonly string[];
    readonly join?: boolean;
    readonly properties?: Readonly<Record<string, unknown>>;
  }

  /** source → format → headers → http request → ack; refused records → ack, and to the harness. */
  async function load(respond: (call: HttpCall) => HttpReply, setup: Setup): Promise<void> {
    const origin = await httpDouble(respond, cleanup);
    const rules = [
      { t: 'set', p: 'headers', pt: 'msg', to: '{}', tot: 'json' },
      { t: 'set', p: 'headers.authorization', pt: 'msg', to: setup.authorization, tot: 'str' },
    ];
    const first = setup.join ? 'join' : 'format';
    const flow: FlowNode[] = [
      siemNode({ delivery: 'ack', output: setup.output ?? 'page', wires: [[first], ['reports']] }),
      { id: 'join', type: 'join', ...placed, mode: 'auto', accumulate: false, wires: [['format']] },
      {
        id: 'format',
        type: 'mimecast-format',
        ...placed,
        format: setup.format,
        options: '',
        wires: [['headers']],
      },
      { id: 'headers', type: 'change', ...placed, rules, wires: [['http']] },
      {
        ...{ id: 'http', type: 'http request', ...placed, method: 'POST', ret: 'txt', paytoqs: 'ignore' },
        ...{ url: `${origin}${setup.path}`, senderr: false, wires: [['ack']] },
      },
      {
        ...{ id: 'ack', type: 'mimecast-ack', ...placed, wires: [[], setup.refused ?? ['kept', 'records']] },
        ...setup.properties,
      },
      { id: 'kept', type: 'mimecast-ack', ...placed, wires: [[]] },
    ];
    const initializers = [ack, format, http, change, split];
    await harness.load([tab, harness.account(), ...flow, ...listenerNodes()], undefined, {}, initializers);
  }
  const position = (): Promise<string> =>
    savedText(join(harness.userDir, 'mimecast', 'positions', 'siem.json'));
  const letters = (): DeadLetter[] => harness.messages.flatMap(lettersOf);
  const shown = (fill: string, text: RegExp) => () =>
    harness.statuses.some((status) => status.fill === fill && text.test(status.text ?? ''));
  const start = (): void => helper.getNode('siem')?.receive({});

  const HEC = { format: 'hec', authorization: `Splunk ${TOKEN}`, path: '/services/collector/event' } as const;
  const BULK = { format: 'elastic', authorization: `ApiKey ${TOKEN}`, path: '/logs/_bulk' } as const;
  const idsOf = (events: readonly HecEvent[]): unknown[] =>
    events.map(({ fields }) => fields?.['mimecast_id']);

  for (const mood of ['page', 'no channel', 'wrong index', 'wrong token', 'unauthorized'] satisfies HecMood[])
    it(`does not move the position while Splunk answers "${mood}", puts nothing aside, and is red`, async () => {
      const hec = new HecDouble(TOKEN);
      hec.mood = mood;
      await load(hec.respond, HEC);
      start();
      await waitUntil(shown('red', /^misconfigured: (200|400|401|403) /), 'a red status of the ack node');
      const before = await position();
      await waitUntil(() => hec.requests > 2, 'a second attempt');
      assert.deepEqual([letters(), await position(), hec.accepted], [[], before, []]);
      hec.mood = undefined;
      await waitUntil(() => harness.kinds('poll').length === 1, 'the end of the poll');
      assert.equal(new Set(idsOf(hec.accepted)).size, RECORDS);
      assert.equal(hec.accepted.length, RECORDS);
    });

  for (const mood of ['page', 'no items', 'forbidden', 'no index', 'truncated'] satisfies BulkMood[])
    it(`does not move the position while _bulk answers "${mood}", and puts nothing aside`, async () => {
      const bulk = new BulkDouble(TOKEN);
      bulk.mood = mood;
      await load(bulk.respond, BULK);
      start();
      await waitUntil(() => bulk.requests > 2, 'a second attempt');
      assert.deepEqual(letters(), []);
      assert.equal(harness.kinds('poll').length, 0);
      bulk.mood = undefined;
      await waitUntil(() => harness.kinds('poll').length === 1, 'the end of the poll');
      assert.equal(bulk.documents.size, RECORDS);
    });

  it('puts aside the two events that Splunk names, and sends the others of their pages again', async () => {
    let seen: string[] = [];
    const hec = new HecDouble(TOKEN, {}, { invalid: (event) => isOneOf(event, seen) });
    // The third and the fourth event of the first page.
    const respond = (call: HttpCall): HttpReply => {
      if (hec.requests === 0) seen = idsIn(call.body).slice(2, 4);
      return hec.respond(call);
    };
    await load(respond, HEC);
    await harness.poll();
    const aside = letters();
    assert.deepEqual(
      aside.map(({ id }) => id),
      seen,
    );
    assert.equal(new Set(idsOf(hec.accepted)).size, RECORDS - 2);
    assert.equal(hec.accepted.length, RECORDS - 2, 'none came twice');
    const [first] = aside;
    assert.equal(first?.receiver, 'splunk-hec');
    assert.equal(first.reason, '400 Invalid data format (code 6)');
    assert.match(first.answer, /"invalid-event-number":2/);
    assert.equal(harness.kinds('poll')[0]?.['records'], RECORDS);
    assert.deepEqual(harness.kinds('stuck'), []);
  });

  for (const output of ['page', 'lines', 'event'])
    it(`puts aside the items that _bulk refuses, of ${output}`, async () => {
      const bulk = new BulkDouble(TOKEN, { 1: 'refused', 3: 'refused' });
      await load(bulk.respond, { ...BULK, output });
      await harness.poll();
      const aside = letters();
      assert.equal(aside.length, 2);
      assert.equal(bulk.documents.size, RECORDS - 2);
      assert.ok(aside.every(({ id }) => !bulk.documents.has(id)));
      assert.match(aside[0]?.reason ?? '', /^400 document_parsing_exception: failed to parse field/);
      assert.match(aside[0]?.answer ?? '', /^\{"create":\{/);
      await waitUntil(shown('green', /acknowledged · 2 refused|^\d+ acknowledged/), 'a status with both');
    });

  it('puts aside items of a batch that was joined, as their own messages', async () => {
    const bulk = new BulkDouble(TOKEN, { 1: 'refused' });
    await load(bulk.respond, { ...BULK, output: 'event', join: true, properties: { settles: 'batch' } });
    await harness.poll();
    const [only, ...more] = letters();
    assert.ok(only !== undefined && more.length === 0);
    assert.equal(bulk.documents.size, RECORDS - 1);
    assert.equal(bulk.documents.has(only.id), false);
  });

  it('sends refused records again where its second output leads nowhere, and says so', async () => {
    const bulk = new BulkDouble(TOKEN, { 1: 'refused' });
    await load(bulk.respond, { ...BULK, refused: [] });
    await harness.poll();
    assert.equal(bulk.documents.size, RECORDS);
    await waitUntil(shown('yellow', /refused for good: wire output 2/), 'a status that says so');
  });

  it('does not move the position past a refused record before it is kept', async () => {
    const bulk = new BulkDouble(TOKEN, { 1: 'refused' });
    await load(bulk.respond, { ...BULK, refused: ['records'] });
    start();
    await waitUntil(() => letters().length === 1, 'a dead letter');
    await waitUntil(() => bulk.documents.size > 5, 'other pages');
    await pause(50);
    assert.equal(harness.kinds('poll').length, 0);
  });

  it('never shows the token of a request that the receiver repeats', async () => {
    const echo = (): HttpReply => ({
      status: 403,
      json: { text: `Invalid token: Splunk ${TOKEN}`, code: 4 },
    });
    await load(echo, HEC);
    start();
    await waitUntil(shown('red', /misconfigured/), 'a red status');
    assert.doesNotMatch(JSON.stringify([harness.statuses, harness.errors]), new RegExp(TOKEN));
  });
});

const idsIn = (body: string): string[] =>
  body
    .split('\n')
    .map(
      (line) =>
        z.object({ fields: z.object({ mimecast_id: z.string() }) }).parse(JSON.parse(line)).fields
          .mimecast_id,
    );
const isOneOf = ({ fields }: HecEvent, ids: readonly string[]): boolean =>
  ids.includes(String(fields?.['mimecast_id']));
