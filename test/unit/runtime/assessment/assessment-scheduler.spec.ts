import assert from 'node:assert/strict';
import { type Clock, install } from '@sinonjs/fake-timers';
import { AssessmentScheduler } from '../../../../nodes/lib/runtime/assessment/assessment-scheduler';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse('2026-11-22T00:00:00Z');

describe('AssessmentScheduler', () => {
  let clock: Clock;
  let loop: AssessmentScheduler;
  let runs: number[];
  let failures: unknown[];
  /** the results of the runs, in turn, the last for all later ones: incomplete, or an error */
  let script: (boolean | Error)[];
  let lastRun: number | null;
  /** the last run in the file, or the error of reading it */
  let remembered: number | null;
  let unreadable: Error | undefined;
  let owed: 'all' | 'failed' | undefined;
  /** for each run: whether it only retries failures */
  let agains: boolean[];

  const make = (everyMs = DAY): void => {
    loop = new AssessmentScheduler({
      timing: { everyMs, at: '' },
      loadState: async () => {
        if (unreadable !== undefined) throw unreadable;
        lastRun = remembered;
      },
      lastRunAt: () => lastRun,
      pendingWork: () => owed,
      run: async (_signal, repeated) => {
        agains.push(repeated);
        runs.push((Date.now() - START) / MINUTE);
        const step = script.length > 1 ? script.shift() : script[0];
        if (step instanceof Error) throw step;
        if (!repeated) lastRun = Date.now();
        return step ?? false;
      },
      onError: (error) => failures.push(error),
    });
    loop.start();
  };
  beforeEach(() => {
    clock = install({ now: START, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    runs = [];
    failures = [];
    script = [false];
    lastRun = null;
    remembered = null;
    unreadable = undefined;
    owed = undefined;
    agains = [];
  });
  afterEach(async () => {
    await loop.close();
    clock.uninstall();
  });

  it('runs at once the first time, and then every day', async () => {
    make();
    await clock.tickAsync(2 * DAY + MINUTE);
    assert.deepEqual(runs, [0, 24 * 60, 48 * 60]);
  });

  it('keeps its schedule after a restart', async () => {
    remembered = START - 23 * HOUR;
    make();
    await clock.tickAsync(2 * HOUR);
    assert.deepEqual(runs, [60]);
  });

  for (const [left, repeated] of [
    ['failed', true],
    ['all', false],
  ] as const) {
    it(`retries pending work soon after a restart: ${left}`, async () => {
      remembered = START - HOUR;
      owed = left;
      script = [true];
      make();
      await clock.tickAsync(2 * HOUR);
      assert.deepEqual(runs, [5, 20, 80]);
      assert.equal(agains[0], repeated);
    });
  }

  it('does not delay a run that is due at a restart', async () => {
    remembered = START - 25 * HOUR;
    owed = 'failed';
    make();
    await clock.tickAsync(HOUR);
    assert.deepEqual([runs, agains], [[0], [false]]);
  });

  it('retries nothing where it runs only on request', async () => {
    owed = 'all';
    make(0);
    await clock.tickAsync(DAY);
    assert.deepEqual(runs, []);
  });

  it('retries failures after 5, 15 and 60 minutes, and then waits for the next day', async () => {
    script = [true];
    make();
    await clock.tickAsync(20 * HOUR);
    assert.deepEqual(runs, [0, 5, 20, 80]);
    assert.deepEqual(agains, [false, true, true, true]);
    await clock.tickAsync(5 * HOUR);
    assert.deepEqual([runs.at(-1), agains.at(-1)], [24 * 60, false], 'the next day all of it');
  });

  it('runs everything again when a whole run did not end', async () => {
    script = [true, new Error('broken'), false];
    make(HOUR);
    await clock.tickAsync(30 * MINUTE);
    assert.deepEqual(runs, [0, 5, 20]);
    assert.deepEqual(agains, [false, true, true]);
    script = [new Error('broken'), false];
    await clock.tickAsync(40 * MINUTE);
    assert.deepEqual(runs.slice(3), [60, 65]);
    assert.deepEqual(agains.slice(3), [false, false]);
  });

  it('reports a state that could not be saved, and still runs', async () => {
    unreadable = new Error('EACCES');
    make();
    await clock.tickAsync(1);
    assert.deepEqual([failures, runs], [[unreadable], [0]]);
  });

  it('reports a run that did not end, and continues', async () => {
    const error = new Error('broken');
    script = [error, false];
    make();
    await clock.tickAsync(HOUR);
    assert.deepEqual(runs, [0, 5]);
    assert.deepEqual(failures, [error]);
  });

  it('does not shorten the interval after runs that fail again and again', async () => {
    script = [new Error('broken')];
    make();
    await clock.tickAsync(5 * HOUR);
    assert.deepEqual(runs, [0, 5, 20, 80, 140, 200, 260]);
  });

  it('runs on request, and resolves or rejects the request at its end', async () => {
    make(0);
    await clock.tickAsync(DAY);
    assert.deepEqual(runs, []);
    const requested = loop.requestRun();
    await clock.tickAsync(1);
    await requested;
    assert.equal(runs.length, 1);
    script = [new Error('broken')];
    const failing = assert.rejects(loop.requestRun(), /broken/);
    await clock.tickAsync(1);
    await failing;
    assert.deepEqual(failures, [], 'only the requester gets the error');
  });

  it('releases pending requests when it closes', async () => {
    make(0);
    await clock.tickAsync(1);
    await loop.close();
    await loop.requestRun();
    assert.deepEqual(runs, []);
  });
});
