import assert from 'node:assert/strict';
import type { Position } from '../../nodes/lib/contracts/stream';
import { createSiemEventStream } from '../../nodes/lib/streams/siem-events/stream';
import { createSnapshotStream } from '../../nodes/lib/streams/snapshot/stream';
import { parseApiTime } from '../../nodes/lib/streams/window/api-time';
import { createWindowStream } from '../../nodes/lib/streams/window/stream';
import { LogHarness, Reader } from './support/log-harness';
import { SNAPSHOT_LOGS, WINDOW_LOGS } from './support/log-list';

const NOW = Date.parse('2026-11-20T09:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const FAULTS = [
  'page-fails-midway',
  'token-refused',
  'repeated-token',
  'constant-token',
  'empty-page-with-next',
  'reissued-ids',
] as const;

/** Some polls soon after the previous one, some later, some after hours off line; some are killed in between. */
async function liveThrough<P extends Position>(reader: Reader<P>, harness: LogHarness): Promise<void> {
  for (let polls = 1; polls <= 90; polls += 1) {
    await reader.poll(polls % 5 === 0 ? polls % 7 : undefined);
    harness.advance(polls % 20 === 0 ? 7 * HOUR : (polls % 4) * 7 * MINUTE + MINUTE);
  }
}

describe('Logs over the wire, for two days', () => {
  for (const [name, log] of WINDOW_LOGS) {
    it(`${name}: loses nothing and duplicates nothing while pages fail, tokens are refused and processes die`, async () => {
      const harness = await LogHarness.start(NOW, {
        logRates: 20,
        logPageSize: 9,
        veryLateRecords: 0.01,
        history: 3 * HOUR,
      });
      try {
        const { faults, logs } = harness.simulator;
        for (const fault of FAULTS) faults.set(fault, 0.05);
        const reader = new Reader(createWindowStream(log), harness.client);
        await liveThrough(reader, harness);
        faults.clear();
        const end = Date.now();
        harness.advance(18 * HOUR);
        await reader.poll();
        harness.advance(18 * HOUR);
        await reader.poll();
        const ours = reader.records.filter(({ value }) => !((parseApiTime(value[log.time]) ?? 0) >= end));
        const texts = ours.map(({ text }) => text);
        const result = logs.compare(name, texts, { from: NOW - 2 * HOUR, to: end });
        assert.deepEqual([result.lostCount, result.lost, result.twice], [0, [], 0]);
        assert.ok(result.expected > 400);
        assert.deepEqual(
          reader.notices.filter(({ kind }) => kind === 'gap' || kind === 'quarantine'),
          [],
        );
        assert.ok(reader.notices.some((notice) => notice.kind === 'swept' && notice.found > 0));
        assert.ok(faults.fired['token-refused'] > 0 && faults.fired['page-fails-midway'] > 0);
      } finally {
        await harness.stop();
      }
    }).timeout(60_000);
  }
});

describe('Stream feed over the wire', () => {
  it('loses nothing and duplicates nothing while pages repeat events and cursors expire', async () => {
    const harness = await LogHarness.start(NOW, { recordsPerFile: 8, history: 3 * HOUR, repeatedPages: 0.3 });
    try {
      const { faults, logs } = harness.simulator;
      faults.set('dead-cursor', 0.05);
      faults.set('constant-cursor', 0.5);
      faults.set('repeated-cursor', 0.05);
      const reader = new Reader(createSiemEventStream('cg', []), harness.client);
      for (let polls = 1; polls <= 30; polls += 1) {
        await reader.poll(polls % 5 === 0 ? polls % 7 : undefined);
        harness.advance((polls % 4) * 7 * MINUTE + MINUTE);
      }
      faults.clear();
      for (let polls = 0; polls < 5; polls += 1) await reader.poll();
      const result = logs.compare('cg-stream', reader.texts, { from: NOW - 2 * HOUR });
      assert.deepEqual([result.lostCount, result.lost, result.twice], [0, [], 0]);
    } finally {
      await harness.stop();
    }
  }).timeout(60_000);
});

describe('Snapshots over the wire', () => {
  for (const [name, log] of SNAPSHOT_LOGS) {
    it(`${name}: has the whole state, and emits only differences for a reading in between`, async () => {
      const harness = await LogHarness.start(NOW, { logPageSize: 7, directoryChanges: 40, logRates: 3 });
      try {
        const { logs, faults } = harness.simulator;
        faults.set('empty-page-with-next', 0.1);
        faults.set('constant-token', 0.5);
        const whole = new Reader(
          createSnapshotStream(log, { mode: 'whole', baseline: false }),
          harness.client,
        );
        await whole.poll();
        const state = logs.compare(name, whole.texts);
        assert.deepEqual([state.lostCount, state.invented, state.twice], [0, 0, 0]);
        assert.ok(state.arrived > 0);
        const changes = new Reader(
          createSnapshotStream(log, { mode: 'changes', baseline: true }),
          harness.client,
        );
        await changes.poll();
        const before = changes.records.length;
        assert.equal(before, state.arrived);
        await changes.poll();
        assert.equal(changes.records.length, before, 'other ids and another order are no change');
        harness.advance(20 * HOUR);
        await changes.poll();
        assert.ok(changes.records.length > before);
        assert.deepEqual([whole.errors, changes.errors], [[], []]);
      } finally {
        await harness.stop();
      }
    });
  }
});
