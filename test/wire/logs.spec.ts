import assert from 'node:assert/strict';
import FakeTimers from '@sinonjs/fake-timers';
import type { Report } from '../../nodes/lib/collector/reports/reports';
import type { Stream } from '../../nodes/lib/contracts/stream';
import {
  type FaultName,
  LOG_FAULTS,
  type LogName,
  type SiemType,
  type Simulator,
} from '../../nodes/lib/simulator/simulator';
import { createSiemEventStream } from '../../nodes/lib/streams/siem-events/stream';
import { createWindowStream } from '../../nodes/lib/streams/window/stream';
import { CollectorHarness, shortBackoff } from './support/harness';
import { WINDOW_LOGS } from './support/log-list';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The scenario crosses midnight twice. */
const START = Date.parse('2026-11-20T20:10:00Z');
const HISTORY = 4 * HOUR;

const TYPES: readonly SiemType[] = ['receipt', 'url protect'];

/** The names of each log at the tenant and in messages. */
const LOGS: readonly (readonly [LogName, string])[] = [
  ...WINDOW_LOGS.map(([name, { log, type }]): [LogName, string] => [name, `${log}.${type}`]),
  ['cg-stream', 'siem.'],
];

const streams = (): readonly Stream[] => [
  ...WINDOW_LOGS.map(([, definition]) => createWindowStream(definition)),
  createSiemEventStream('cg', TYPES),
];

interface LogFaultCase {
  readonly fault: FaultName;
  readonly dial: (simulator: Simulator) => void;
  /** Two equal records in one response are two: Mimecast gives most of them no id. */
  readonly mayRepeat?: (fired: number) => number;
  readonly tells?: Report['kind'];
}

const share =
  (fault: FaultName, rate = 0.1) =>
  ({ faults }: Simulator): void =>
    faults.set(fault, rate);
const next =
  (fault: FaultName, count: number, skip: number) =>
  ({ faults }: Simulator): void =>
    faults.next(fault, count, skip);

const CASES: readonly LogFaultCase[] = [
  { fault: 'page-fails-midway', dial: next('page-fails-midway', 2, 9) },
  { fault: 'token-refused', dial: share('token-refused') },
  { fault: 'repeated-token', dial: share('repeated-token', 0.2) },
  { fault: 'constant-token', dial: share('constant-token', 0.7) },
  { fault: 'empty-page-with-next', dial: share('empty-page-with-next') },
  { fault: 'repeated-events', dial: share('repeated-events', 0.3) },
  { fault: 'late-records', dial: share('late-records', 0.4) },
  { fault: 'very-late-records', dial: share('very-late-records', 0.4) },
  {
    fault: 'duplicate-records',
    dial: next('duplicate-records', 4, 5),
    mayRepeat: (fired) => fired,
  },
  { fault: 'reissued-ids', dial: share('reissued-ids', 0.5) },
  { fault: 'window-too-old', dial: next('window-too-old', 1, 3), tells: 'failed' },
  { fault: 'unlicensed', dial: next('unlicensed', 3, 20), tells: 'failed' },
  { fault: 'permission-denied', dial: next('permission-denied', 3, 20), tells: 'failed' },
];

interface Row {
  readonly fault: string;
  readonly fired: number;
  readonly records: number;
  readonly lost: number;
  readonly twice: number;
  readonly invented: number;
  readonly unreported: string;
}

/** A restart of Node-RED after this number of delivered lines of a poll: in the middle of a slice. */
async function pollAndRestart(harness: CollectorHarness, lines: number): Promise<void> {
  const target = harness.lines.length + lines;
  const reached = new Promise<void>((resolve) => {
    harness.onMessage = (count) => {
      if (count >= target) resolve();
    };
  });
  await Promise.race([reached, harness.poll()]);
  harness.onMessage = undefined;
  await harness.restart();
}

/** All of them on one clock: the action, and the time until the next step. */
const SCENARIO: readonly (readonly [step: (harness: CollectorHarness) => Promise<void>, thenMs: number])[] = [
  [(harness) => pollAndRestart(harness, 40), MINUTE],
  [(harness) => harness.poll(), 7 * MINUTE],
  [(harness) => harness.poll(), 16 * MINUTE],
  [(harness) => harness.poll(), 3 * HOUR],
  [(harness) => pollAndRestart(harness, 25), 20 * MINUTE],
  [(harness) => harness.poll(), 5 * MINUTE],
  [(harness) => harness.poll(), 30 * MINUTE],
  [(harness) => pollAndRestart(harness, 10), 5 * MINUTE],
];

/** No more faults: late records appear, a night passes, and the previous day is rescanned. */
const AFTERMATH: readonly number[] = [0, 9 * HOUR, 17 * HOUR, 20 * MINUTE];

function rowOf({ fault, tells }: LogFaultCase, harness: CollectorHarness, end: number): Row {
  const { simulator, byType } = harness;
  const row = { records: 0, lost: 0, twice: 0, invented: 0 };
  for (const [log, prefix] of LOGS) {
    const lines = [...byType].filter(([type]) => type.startsWith(prefix)).flatMap(([, some]) => some);
    const all = simulator.logs.compare(log, lines);
    const solid = simulator.logs.compare(log, lines, { from: START - HISTORY, to: end });
    row.records += solid.expected;
    row.lost += solid.lostCount;
    row.twice += all.twice;
    row.invented += all.invented;
  }
  const unreported = tells === undefined || harness.kinds(tells).length > 0 ? '' : tells;
  return { fault, fired: simulator.faults.fired[fault], ...row, unreported };
}

function table(rows: readonly Row[]): string {
  const line = (cells: readonly (string | number)[]): string =>
    cells.map((cell, index) => String(cell).padEnd(index === 0 ? 24 : 9)).join('');
  return [
    line(['fault', 'fired', 'records', 'lost', 'twice', 'invented', 'unreported']),
    ...rows.map((row) => line(Object.values(row))),
  ].join('\n');
}

describe('Every fault of the other logs', function () {
  this.timeout(120_000);
  let clock: FakeTimers.Clock;
  beforeEach(() => {
    // Only the date: sockets and timers are real.
    clock = FakeTimers.install({ now: START, toFake: ['Date'] });
  });
  afterEach(() => clock.uninstall());
  const pass = (ms: number): void => clock.setSystemTime(Date.now() + ms);

  it('has a case', () => {
    assert.deepEqual(CASES.map(({ fault }) => fault).sort(), [...LOG_FAULTS].sort());
  });

  it('fires alone over two midnights and three restarts, loses nothing, repeats nothing, and is reported', async () => {
    const options = {
      now: () => Date.now(),
      history: HISTORY,
      logRates: 4,
      logPageSize: 5,
      recordsPerFile: 2,
      types: TYPES,
      repeatedPages: 0,
    };
    const harnesses = await Promise.all(CASES.map(() => CollectorHarness.of(streams, options, 5)));
    try {
      for (const [index, harness] of harnesses.entries()) {
        CASES[index]?.dial(harness.simulator);
        harness.delay = shortBackoff;
        harness.boot();
      }
      for (const [step, thenMs] of SCENARIO) {
        await Promise.all(harnesses.map(step));
        pass(thenMs);
      }
      for (const harness of harnesses) harness.simulator.faults.clear();
      const end = Date.now();
      for (const ms of AFTERMATH) {
        pass(ms);
        await Promise.all(harnesses.map((harness) => harness.poll()));
      }
      const rows = harnesses.flatMap((harness, index) => {
        const one = CASES[index];
        return one === undefined ? [] : [rowOf(one, harness, end)];
      });
      console.log(table(rows));
      for (const [index, { fault, fired, records, lost, twice, invented, unreported }] of rows.entries()) {
        assert.ok(fired > 0, `${fault} never fired`);
        assert.ok(records > 200, `${fault}: only ${records} records`);
        assert.equal(lost, 0, `${fault} lost records`);
        assert.equal(invented, 0, `${fault} invented records`);
        const allowed = CASES[index]?.mayRepeat?.(fired) ?? 0;
        assert.ok(twice <= allowed, `${fault}: ${twice} came twice, ${allowed} may`);
        assert.equal(unreported, '', `${fault} was not told`);
      }
    } finally {
      await Promise.all(harnesses.map((harness) => harness.stop()));
    }
  });
});
