/** Whatever a message contains, and whatever Node-RED's functions throw: each source calls `done` once, and reads on. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import { createClient } from '../../../nodes/lib/api/client';
import { createSimulator } from '../../../nodes/lib/simulator/simulator';
import { FakeNode, fakeRuntime } from '../../doubles/fake-node';
import { HOSTILE_MESSAGES, refuse } from '../../doubles/hostile-messages';

import audit = require('../../../nodes/audit/mimecast-audit');
import directory = require('../../../nodes/directory/mimecast-directory');
import dlp = require('../../../nodes/dlp/mimecast-dlp');
import held = require('../../../nodes/held/mimecast-held');
import siem = require('../../../nodes/siem/mimecast-siem');
import ttp = require('../../../nodes/ttp/mimecast-ttp');

const NO_QUOTA = { calls: 1_000_000, windowMs: 60_000 };

type Module = (RED: NodeAPI) => void;
const SOURCES: Readonly<Record<string, { readonly module: Module; readonly config: object }>> = {
  siem: { module: siem, config: { types: 'receipt' } },
  'siem, stream': { module: siem, config: { feed: 'cg-stream', types: 'receipt' } },
  audit: { module: audit, config: {} },
  dlp: { module: dlp, config: { output: 'lines' } },
  ttp: { module: ttp, config: { types: 'url' } },
  held: { module: held, config: { types: 'held' } },
  directory: { module: directory, config: { types: 'domains', output: 'page' } },
};

const odd: readonly (readonly [string, () => unknown])[] = [
  ['is missing', () => undefined],
  ['has no number', () => Number.NaN],
  ['is endless', () => Number.POSITIVE_INFINITY],
  ['is negative', () => -1],
  ['is too large for a date', () => 8.64e15],
  ['is beyond all numbers', () => '9'.repeat(400)],
  ['is a bigint', () => 1n],
  ['is a date that is none', () => new Date(Number.NaN)],
  ['looks like a date', () => Object.create(Date.prototype)],
  ['has no text', () => ({ toString: refuse, valueOf: refuse, getTime: refuse })],
  ['is a list', () => [[[]]]],
  ['is a text of megabytes', () => `2026-11-20T${'1'.repeat(1e6)}`],
  ['goes back for ever', () => '-999999w'],
  ['is in the year 9999', () => '9999-12-31'],
];
const ODD_COMMANDS = ['rewind', 'replay', 'forget', '__proto__', 'poll '].flatMap((action) =>
  odd.flatMap(([what, make]) => [
    { what: `${action}: start ${what}`, message: () => ({ action, start: make(), end: '-1h' }) },
    { what: `${action}: end ${what}`, message: () => ({ action, start: '-2h', end: make() }) },
  ]),
);

const accountOf = (client: object): object => ({
  type: 'mimecast-account',
  account: {
    label: 'Corp',
    demo: false,
    origin: undefined,
    credential: '',
    share: undefined,
    problem: () => undefined,
    client: () => Promise.resolve(client),
    stats: () => Promise.resolve(undefined),
  },
});

describe('A source that gets a hostile message', () => {
  const now = Date.now() - 300_000;
  const simulator = createSimulator({
    now: () => now,
    history: 1_200_000,
    logRates: 6,
    recordsPerFile: 2,
    quotas: { 'siem-batch': NO_QUOTA, 'siem-stream': NO_QUOTA, api: NO_QUOTA },
  });
  let folder: string;
  let client: ReturnType<typeof createClient>;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mimecast-hostile-'));
    await simulator.start();
    const { apiUrl: origin } = simulator;
    client = createClient({ origin, demo: false, clientId: 'a', clientSecret: 'secret', timeoutMs: 10_000 });
  });
  after(async () => {
    await client.close();
    await simulator.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  let node: FakeNode | undefined;
  afterEach(() => node?.close());

  /** As Node-RED makes a node of the type that a module registers. */
  function createNode({ module, config }: (typeof SOURCES)[string]): FakeNode {
    const node = new FakeNode();
    const RED = fakeRuntime(mkdtempSync(join(folder, 'user-')), { account: accountOf(client) });
    let make: ((this: FakeNode, config: object) => void) | undefined;
    Object.assign(RED.nodes, {
      registerType: (_type: string, init: typeof make) => {
        make = init;
      },
      createNode: () => undefined,
    });
    Object.assign(RED, { httpAdmin: { get: () => undefined, post: () => undefined, put: () => undefined } });
    module(RED);
    assert.ok(make !== undefined);
    make.call(node, { account: 'account', every: 0, lookback: 1, ...config });
    RED.events.emit('flows:started');
    return node;
  }

  for (const [name, source] of Object.entries(SOURCES)) {
    it(`${name}: done is called once for each, and the next message reads`, async () => {
      node = createNode(source);
      node.failing = { send: true };
      assert.deepEqual((await node.receive({})).done, [undefined], 'records that can not be sent');
      for (const [what, make] of Object.entries(HOSTILE_MESSAGES)) {
        for (const failing of [{}, { send: true, done: true, status: true }]) {
          node.failing = failing;
          const { done } = await node.receive(make());
          assert.equal(done.length, 1, what);
          assert.ok(done[0] === undefined || done[0] instanceof Error, what);
        }
      }
      node.failing = {};
      for (const { what, message } of ODD_COMMANDS) {
        const { done } = await node.receive(message());
        assert.equal(done.length, 1, what);
        assert.ok(
          done[0] === undefined || /use|after|before|future/.test(String(done[0])),
          `${what}: ${done[0]}`,
        );
      }
      node.sent.length = 0;
      assert.deepEqual((await node.receive({ action: 'rewind', start: '-1h' })).done, [undefined]);
      await node.receive({});
      assert.ok(node.sent.length > 0, 'it delivers');
    });
  }
});
