import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import FakeTimers from '@sinonjs/fake-timers';
import { FileCheckpointStore } from '../../../../nodes/lib/collector/checkpoint/file-checkpoint-store';
import { rowKey } from '../../../../nodes/lib/overview/history/account-history';
import { parseArchive } from '../../../../nodes/lib/overview/history/archive';
import { dayOf } from '../../../../nodes/lib/overview/history/day-counts';
import { hourOf } from '../../../../nodes/lib/overview/history/hour-counts';
import { AccountRecorder } from '../../../../nodes/lib/runtime/recording/account-recorder';
import { SaveQueue, type Saver } from '../../../../nodes/lib/runtime/recording/save-queue';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../nodes/lib/util/time';
import { finding } from '../../../doubles/assessment-samples';
import { MemoryCheckpointStore } from '../../../doubles/memory-checkpoint-store';

const NOW = Date.parse('2026-11-20T23:30:00Z');
const ROW = rowKey('n1', 'audit');

class Log {
  readonly warnings: string[] = [];
  readonly details: string[] = [];
  warn(text: string): void {
    this.warnings.push(text);
  }
  debug(text: string): void {
    this.details.push(text);
  }
}

const stores = (recent?: string, archive?: string) => ({
  recent: new MemoryCheckpointStore(recent),
  archive: new MemoryCheckpointStore(archive),
});
const poll = (recorder: AccountRecorder, at: number, records: number): void =>
  recorder.record((history) =>
    history.addPoll(ROW, { at, records, duplicates: 0, complete: true, range: [at - 1, at] }, 1),
  );

describe('AccountRecorder', () => {
  let clock: FakeTimers.Clock;
  beforeEach(() => {
    clock = FakeTimers.install({
      now: NOW,
      toFake: ['Date', 'setTimeout', 'clearTimeout', 'performance'],
    });
  });
  afterEach(() => clock.uninstall());

  const records = async (store: MemoryCheckpointStore, at: number): Promise<number | null | undefined> => {
    const reader = new AccountRecorder({ ...stores(), recent: store }, new Log(), new SaveQueue());
    return (await reader.load()).row(ROW)?.hours.get(hourOf(at));
  };

  it('reads and writes nothing before the first record', async () => {
    const memory = stores();
    const recorder = new AccountRecorder(memory, new Log(), new SaveQueue());
    assert.equal(clock.countTimers(), 0);
    await recorder.close();
    assert.deepEqual(memory.recent.writes, []);
  });

  it('writes many changes of a minute once', async () => {
    const memory = stores();
    const recorder = new AccountRecorder(memory, new Log(), new SaveQueue());
    for (let index = 0; index < 50; index += 1) {
      poll(recorder, NOW, 1);
      await clock.tickAsync(1000);
    }
    assert.equal(memory.recent.writes.length, 0);
    await clock.tickAsync(MINUTE_MS);
    assert.equal(memory.recent.writes.length, 1);
    assert.equal(await records(memory.recent, NOW), 50);
    assert.equal(clock.countTimers(), 0);
  });

  it('writes on close what is not written yet, and nothing later', async () => {
    const memory = stores();
    const recorder = new AccountRecorder(memory, new Log(), new SaveQueue());
    poll(recorder, NOW, 3);
    await recorder.close();
    poll(recorder, NOW, 100);
    await recorder.save();
    assert.equal(await records(memory.recent, NOW), 3);
    assert.equal(clock.countTimers(), 0);
  });

  it('goes on after a restart', async () => {
    const memory = stores();
    for (const count of [3, 4]) {
      const recorder = new AccountRecorder(memory, new Log(), new SaveQueue());
      poll(recorder, NOW, count);
      await recorder.close();
    }
    assert.equal(await records(memory.recent, NOW), 7);
  });

  it('moves a complete day to the archive before it writes the history', async () => {
    const memory = stores();
    const order: string[] = [];
    const recorder = new AccountRecorder(
      {
        recent: { read: (sound) => memory.recent.read(sound), write: async () => void order.push('recent') },
        archive: {
          read: (sound) => memory.archive.read(sound),
          write: async (text) => {
            order.push('archive');
            await memory.archive.write(text);
          },
        },
      },
      new Log(),
      new SaveQueue(),
    );
    poll(recorder, NOW, 5);
    await recorder.save();
    await clock.tickAsync(HOUR_MS);
    poll(recorder, NOW + HOUR_MS, 6);
    await recorder.save();
    poll(recorder, NOW + HOUR_MS, 7);
    await recorder.save();
    assert.deepEqual(order, ['archive', 'recent', 'archive', 'recent', 'recent']);
    const archive = parseArchive(memory.archive.text ?? '');
    assert.deepEqual(
      archive?.rows.map(([id, days]) => [id, days.map(([day, count]) => [day, count])]),
      [[ROW, [[dayOf(NOW), 5]]]],
    );
  });

  it('tries again after a failed write, and warns once', async () => {
    const memory = stores();
    const log = new Log();
    const recorder = new AccountRecorder(memory, log, new SaveQueue());
    memory.recent.failure = new Error('ENOSPC');
    poll(recorder, NOW, 5);
    await clock.tickAsync(3 * MINUTE_MS + 1);
    assert.deepEqual(log.warnings, ["the history of the overview can't be saved: ENOSPC"]);
    assert.equal(log.details.length, 2);
    memory.recent.failure = undefined;
    await clock.tickAsync(MINUTE_MS);
    assert.equal(await records(memory.recent, NOW), 5);
    assert.equal(clock.countTimers(), 0);
  });

  it('starts an empty history in place of a damaged one, and says so', async () => {
    const memory = stores('{"version":1,', 'x');
    const log = new Log();
    const recorder = new AccountRecorder(memory, log, new SaveQueue());
    poll(recorder, NOW, 5);
    await recorder.close();
    assert.equal(await records(memory.recent, NOW), 5);
    assert.equal(log.warnings.length, 2);
    assert.match(log.warnings.join(), /damaged/);
  });

  it('has evidence before it is written', async () => {
    const memory = stores();
    const recorder = new AccountRecorder(memory, new Log(), new SaveQueue());
    recorder.recordFindings('p1', [finding()], new Date(NOW).toISOString());
    assert.equal((await recorder.readArchive()).details.length, 1);
    assert.equal(memory.archive.writes.length, 0);
    await recorder.close();
    assert.equal(parseArchive(memory.archive.text ?? '')?.details.length, 1);
  });

  it('counts on over midnight and when the clock is put back', async () => {
    const memory = stores();
    const recorder = new AccountRecorder(memory, new Log(), new SaveQueue());
    poll(recorder, NOW, 5);
    clock.setSystemTime(NOW + DAY_MS);
    poll(recorder, NOW + DAY_MS, 6);
    await recorder.save();
    clock.setSystemTime(NOW);
    poll(recorder, NOW, 1);
    await recorder.save();
    clock.setSystemTime(NOW + 2 * DAY_MS);
    poll(recorder, NOW + 2 * DAY_MS, 7);
    await recorder.close();
    const days = parseArchive(memory.archive.text ?? '')?.rows[0]?.[1].map(([day, count]) => [day, count]);
    assert.deepEqual(days, [
      [dayOf(NOW), 6],
      [dayOf(NOW) + 1, 6],
    ]);
  });
});

describe('The files of a history', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mimecast-history-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are read from the previous generation when something has damaged the last one', async () => {
    const path = join(folder, 'a.json');
    const open = () =>
      new AccountRecorder(
        {
          recent: new FileCheckpointStore(path),
          archive: new FileCheckpointStore(join(folder, 'a-days.json')),
        },
        new Log(),
        new SaveQueue(),
      );
    const at = Date.now();
    for (const count of [3, 4]) {
      const recorder = open();
      poll(recorder, at, count);
      await recorder.close();
    }
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.slice(0, text.length / 2));
    const recorder = open();
    assert.equal((await recorder.load()).row(ROW)?.hours.get(hourOf(at)), 3);
    await recorder.close();
  });
});

describe('SaveQueue', () => {
  let clock: FakeTimers.Clock;
  beforeEach(() => {
    clock = FakeTimers.install({
      now: NOW,
      toFake: ['Date', 'setTimeout', 'clearTimeout', 'performance'],
    });
  });
  afterEach(() => clock.uninstall());

  const saver = (times: number[], work: () => Promise<void> = () => Promise.resolve()): Saver => ({
    save: () => {
      times.push(Math.round(performance.now() / 1000));
      return work();
    },
  });

  it('writes one history a second at most', async () => {
    const queue = new SaveQueue();
    const times: number[] = [];
    for (let index = 0; index < 100; index += 1) queue.request(saver(times));
    await clock.tickAsync(MINUTE_MS + 500);
    assert.equal(times.length, 1);
    await clock.tickAsync(10_000);
    assert.equal(times.length, 11);
    await clock.tickAsync(100_000);
    assert.equal(times.length, 100);
    assert.equal(clock.countTimers(), 0);
  });

  it('writes one at a time, however long it takes', async () => {
    const queue = new SaveQueue();
    const times: number[] = [];
    let finish: () => void = () => undefined;
    queue.request(saver(times, () => new Promise((resolve) => (finish = resolve))));
    queue.request(saver(times));
    await clock.tickAsync(10 * MINUTE_MS);
    assert.equal(times.length, 1);
    finish();
    await clock.tickAsync(MINUTE_MS);
    assert.equal(times.length, 2);
  });

  it('goes on after one that throws', async () => {
    const queue = new SaveQueue();
    const times: number[] = [];
    queue.request(saver(times, () => Promise.reject(new Error('x'))));
    queue.request(saver(times));
    await clock.tickAsync(2 * MINUTE_MS);
    assert.equal(times.length, 2);
  });

  it('has no timer once all of them are cancelled', () => {
    const queue = new SaveQueue();
    const one = saver([]);
    queue.request(one);
    queue.cancel(one);
    assert.equal(clock.countTimers(), 0);
  });
});
