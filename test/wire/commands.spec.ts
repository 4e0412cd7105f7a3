import assert from 'node:assert/strict';
import FakeTimers from '@sinonjs/fake-timers';
import type { LedgerReport } from '../../nodes/lib/collector/reports/reports';
import type { SiemType } from '../../nodes/lib/simulator/simulator';
import { savedText } from '../node/support/saved-text';
import { CollectorHarness, shortBackoff } from './support/harness';

const TYPES: readonly SiemType[] = ['receipt', 'url protect'];
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Published files only, whatever their delay: 15 minutes and a little after the last full slot. */
const NOON = Date.parse('2026-11-20T12:10:00Z');

const timeOf = (line: string): number => {
  const { timestamp }: { timestamp: number } = JSON.parse(line);
  return timestamp < 1e11 ? timestamp * 1000 : timestamp;
};

describe('The commands of a collector, over the wire', function () {
  this.timeout(120_000);
  let harness: CollectorHarness;
  /** Only the date: sockets and timers are real. */
  let clock: FakeTimers.Clock;

  beforeEach(async () => {
    clock = FakeTimers.install({ now: NOON, toFake: ['Date'] });
    harness = await CollectorHarness.start(TYPES, {
      now: () => Date.now(),
      recordsPerFile: 20,
      varied: true,
    });
    harness.delay = shortBackoff;
  });
  afterEach(async () => {
    await harness.stop();
    clock.uninstall();
  });

  const pass = (ms: number): void => clock.setSystemTime(Date.now() + ms);
  const document = async (): Promise<{
    source: { replay: unknown };
    entries: { key: string; position: unknown }[];
  }> => JSON.parse(await savedText(harness.positionFile));
  const existing = (type: SiemType): string[] => [
    ...harness.simulator.ledger.lines(type, { publishedBy: Date.now() }),
  ];

  describe('a replay', () => {
    const start = NOON - 5 * HOUR - 3 * MINUTE;
    const end = start + HOUR;

    it('delivers exactly the records of its hour, marked, and moves no position', async () => {
      harness.boot();
      await harness.poll();
      const before = await document();
      await harness.runCommand({ action: 'replay', start, end });
      const expected = TYPES.flatMap(existing).filter((line) => timeOf(line) >= start && timeOf(line) < end);
      assert.ok(expected.length > 50);
      assert.deepEqual([...harness.replayed].sort(), expected.sort());
      const after = await document();
      assert.deepEqual(
        after.entries.map(({ key, position }) => [key, position]).sort(),
        before.entries.map(({ key, position }) => [key, position]).sort(),
      );
      const { lostCount, twice } = harness.compare();
      assert.deepEqual([lostCount, twice], [0, 0]);
    });

    it('is reported when a restart interrupts it, and leaves nothing behind', async () => {
      harness.boot();
      await harness.poll();
      const cut = new Promise<void>((resolve) => {
        harness.onMessage = () => {
          harness.onMessage = undefined;
          resolve(harness.restart());
        };
      });
      await harness.runCommand({ action: 'replay', start: NOON - DAY, end: NOON });
      await cut;
      await harness.poll();
      const hints = harness.kinds('hint');
      assert.equal(hints.length, 1);
      assert.ok(hints[0]?.kind === 'hint');
      assert.match(hints[0].message, /^a restart interrupted the replay from .*: request it again$/);
      assert.equal((await document()).source.replay, null);
      assert.deepEqual([harness.compare().lostCount, harness.compare().twice], [0, 0]);
    });
  });

  it('a rewind reads the day of its start again, and nothing before it', async () => {
    harness.boot();
    await harness.poll();
    const once = harness.lines.length;
    await harness.runCommand({ action: 'rewind', start: NOON - 2 * HOUR });
    await harness.poll();
    const midnight = NOON - (NOON % DAY);
    const ofToday = TYPES.flatMap((type) => [...harness.simulator.ledger.lines(type, { from: midnight })]);
    assert.deepEqual(harness.lines.slice(once).sort(), ofToday.sort());
    assert.deepEqual(
      harness.kinds('rewind').map((report) => report.kind === 'rewind' && report.from),
      TYPES.map(() => new Date(midnight).toISOString()),
    );
  });

  it('a pause ends a long poll after the current page, survives a restart, and loses no record', async () => {
    harness.boot();
    let paused: Promise<void> | undefined;
    harness.onMessage = () => {
      paused ??= harness.runCommand({ action: 'pause' });
    };
    await harness.poll();
    await paused;
    const arrived = harness.lines.length;
    assert.ok(arrived > 0 && arrived < TYPES.flatMap(existing).length / 2, `${arrived} arrived`);
    await harness.restart();
    await assert.rejects(harness.poll(), /paused: send a message with the action resume/);
    assert.deepEqual([harness.lines.length, harness.states.at(-1)], [arrived, { kind: 'paused' }]);
    await harness.runCommand({ action: 'resume' });
    await harness.poll();
    const { lostCount, twice, invented } = harness.compare();
    assert.deepEqual([lostCount, twice, invented], [0, 0, 0]);
  });

  it('the ledgers add up to the existing records, over crashes, restarts and midnights', async () => {
    const { faults } = harness.simulator;
    faults.next('bad-line', 2);
    faults.next('duplicate-link', 2);
    harness.boot();
    harness.onMessage = (lines) => {
      if (lines > 400) harness.kill();
    };
    await harness.poll();
    harness.onMessage = undefined;
    await harness.restart();
    await harness.poll();
    pass(4 * HOUR);
    await harness.restart();
    await harness.poll();
    const firstDay = TYPES.map((type) => existing(type).length);
    pass(9 * HOUR);
    await harness.poll();
    pass(10 * HOUR);
    await harness.restart();
    await harness.poll();
    const secondDay = TYPES.map((type) => existing(type).length);
    pass(14 * HOUR);
    await harness.poll();

    const ledgers = harness.kinds('ledger').flatMap((report) => (report.kind === 'ledger' ? [report] : []));
    const sums = (day: string, count: keyof LedgerReport): unknown[] =>
      TYPES.map((type) =>
        ledgers.filter((one) => one.day === day && one.type === type).map((one) => one[count]),
      );
    assert.equal(ledgers.length, 2 * TYPES.length);
    assert.deepEqual(
      sums('2026-11-20', 'records'),
      firstDay.map((count) => [count]),
    );
    assert.deepEqual(
      sums('2026-11-21', 'records'),
      secondDay.map((count, index) => [count - (firstDay[index] ?? 0)]),
    );
    const quarantined = ledgers.reduce((sum, one) => sum + one.quarantined, 0);
    const bad = TYPES.flatMap((type) => [...harness.simulator.ledger.badLines(type)]).length;
    assert.ok(bad > 0);
    assert.equal(quarantined, bad);
    for (const { intervals, gapCount } of ledgers) assert.deepEqual([intervals.length, gapCount], [1, 0]);
    for (const type of TYPES) {
      const [one, two] = ledgers.filter((ledger) => ledger.type === type);
      assert.equal(one?.intervals[0]?.from, '2026-11-19T00:00:00.000Z');
      assert.equal(
        one?.intervals[0]?.to,
        two?.intervals[0]?.from,
        'what lies between two days was read by nobody',
      );
    }
    assert.deepEqual([harness.compare().lostCount, harness.compare().invented], [0, 0]);
  });

  it('a ledger names the gap of a file that vanished', async () => {
    harness.simulator.faults.next('vanished-file', 1);
    harness.boot();
    await harness.poll();
    for (let polls = 0; polls < 5 && harness.kinds('gap').length === 0; polls += 1) await harness.poll();
    const arrived = harness.lines.length;
    pass(DAY);
    await harness.poll();
    const ledgers = harness.kinds('ledger').flatMap((report) => (report.kind === 'ledger' ? [report] : []));
    const gapReasons = harness.kinds('gap').map((gap) => gap.kind === 'gap' && gap.reason);
    assert.equal(gapReasons.length, 1);
    assert.deepEqual(
      ledgers.flatMap(({ gaps }) => gaps.map(({ reason }) => reason)),
      gapReasons,
    );
    assert.equal(
      ledgers.reduce((sum, { records }) => sum + records, 0),
      arrived,
    );
  });

  it('an interval of an hour is neither shortened nor started anew by a restart', async () => {
    const every = { everyMs: HOUR };
    const polls = (): number => harness.kinds('poll').length / TYPES.length;
    /** Half a minute: a poll ends long before, on a busy machine, too. */
    const MAX_TURNS = 3000;
    const turn = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
    const bootUntil = async (expected: number): Promise<void> => {
      harness.boot(every);
      for (let turns = 0; turns < MAX_TURNS && polls() < expected; turns += 1) await turn(10);
    };
    await bootUntil(1);
    await turn(50);
    for (const [later, expected] of [
      [20 * MINUTE, 1],
      [39 * MINUTE, 1],
      [2 * MINUTE, 2],
    ] as const) {
      await harness.shut();
      pass(later);
      await bootUntil(expected);
      await turn(100);
      assert.equal(polls(), expected, `after ${later / MINUTE} more minutes`);
    }
  });
});
