/** Whatever a message contains, and whatever Node-RED's functions throw: each source calls `done` once, and reads on. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '../../../nodes/lib/api/client';
import { createSimulator } from '../../../nodes/lib/simulator/simulator';
import type { FakeNode } from '../../doubles/fake-node';
import { HOSTILE_MESSAGES, refuse } from '../../doubles/hostile-messages';
import { SOURCES, startSource } from '../support/fake-source';

const NO_QUOTA = { calls: 1_000_000, windowMs: 60_000 };

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

  for (const [name, source] of Object.entries(SOURCES)) {
    it(`${name}: done is called once for each, and the next message reads`, async () => {
      node = startSource(source, client, folder);
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
