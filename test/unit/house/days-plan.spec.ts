import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import {
  CLOCK_NAMES,
  CLOCKS,
  type ClockName,
  eachOnce,
  environmentOf,
  everyZone,
  twoOf,
  ZONES,
} from '../../days/plan';

const DAY = 86_400_000;
const TODAY = Date.UTC(2026, 10, 29, 19);
const iso = (clock: ClockName, zone = 'UTC', today = TODAY): string =>
  new Date(CLOCKS[clock].begin(today, zone)).toISOString();

describe('The clocks of the suites', () => {
  it('cover the differences between days, each in the future', () => {
    assert.equal(iso('new-year'), '2027-01-01T00:00:30.000Z');
    assert.equal(iso('leap-day'), '2028-02-29T00:00:30.000Z');
    assert.equal(iso('spring-night'), '2027-03-28T00:59:30.000Z');
    assert.equal(iso('autumn-night'), '2027-10-31T00:59:30.000Z');
    assert.equal(iso('month-end'), '2027-04-30T23:59:00.000Z');
    assert.equal(iso('year-end'), '2026-12-31T23:59:00.000Z');
    assert.equal(iso('in-400-days'), '2028-01-03T19:00:00.000Z');
  });

  it('show the time of the zone, with its daylight saving', () => {
    assert.equal(iso('new-year', 'Pacific/Kiritimati'), '2026-12-31T10:00:30.000Z');
    assert.equal(iso('month-end', 'Europe/Berlin'), '2027-04-30T21:59:00.000Z');
    assert.equal(iso('month-end', 'America/St_Johns'), '2027-05-01T02:29:00.000Z');
  });

  it('are the next ones, also on the day itself', () => {
    assert.equal(iso('new-year', 'UTC', Date.UTC(2027, 0, 1)), '2028-01-01T00:00:30.000Z');
    assert.equal(iso('leap-day', 'UTC', Date.UTC(2096, 2, 1)), '2104-02-29T00:00:30.000Z');
  });

  it('take turns: two a day, every clock within a week, every pair within four, from any day on', () => {
    for (let start = 0; start < 60; start += 1) {
      const within = (days: number) =>
        Array.from({ length: days }, (_, day) => twoOf((start + day) * DAY)).flat();
      assert.deepEqual(new Set(within(7).map(({ clock }) => clock)), new Set(CLOCK_NAMES));
      const pairs = new Set(within(28).map(({ clock, zone }) => `${clock} ${zone}`));
      assert.equal(pairs.size, CLOCK_NAMES.length * ZONES.length);
    }
    assert.ok(
      twoOf(TODAY).every(({ clock }, index, all) => all.findIndex((one) => one.clock === clock) === index),
    );
  });

  it('are variables for a run: npm test takes the first of today, test:days -- --second the other', () => {
    const [first, second] = twoOf(TODAY).map((turn) => environmentOf(turn, TODAY));
    assert.deepEqual(first, { TEST_CLOCK: '2028-02-28T23:00:30.000Z', TZ: 'Europe/Berlin' });
    assert.deepEqual(second?.TZ, 'America/St_Johns');
  });

  it('are all used when nothing is selected, some of them in every zone', () => {
    const turns = eachOnce(CLOCK_NAMES);
    assert.deepEqual(
      turns.map(({ clock }) => clock),
      CLOCK_NAMES,
    );
    assert.deepEqual(new Set(turns.map(({ zone }) => zone)), new Set(ZONES));
    assert.equal(everyZone(CLOCK_NAMES).length, CLOCK_NAMES.length * ZONES.length);
  });
});

describe('The clock of a test run', () => {
  const PROGRAM = `
    const { Worker } = require('node:worker_threads');
    const { execFileSync } = require('node:child_process');
    const says = 'new Date().toISOString().slice(0, 16)';
    const child = execFileSync(process.execPath, ['-p', says], { encoding: 'utf8' }).trim();
    const worker = new Worker('require("node:worker_threads").parentPort.postMessage(' + says + ')', { eval: true });
    worker.once('message', (inWorker) => {
      const called = new Date(Date()).toISOString().slice(0, 16);
      const same = new Date() instanceof Date && new Date(5).getTime() === 5 && new Date().constructor === Date;
      console.log(JSON.stringify([new Date(Date.now()).toISOString().slice(0, 16), called, child, inWorker, same]));
    });`;

  const run = (clock: string): unknown => {
    const { TEST_CLOCK_SHIFT: _, NODE_OPTIONS: __, ...env } = process.env;
    const clockFile = join(__dirname, '..', '..', 'fixed', 'clock.cjs');
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--require', clockFile, '-e', PROGRAM], {
      encoding: 'utf8',
      env: { ...env, TEST_CLOCK: clock },
    });
    return status === 0 ? JSON.parse(stdout) : stderr;
  };

  it('is the same in the process, in its children and in its threads', () => {
    const minute = '2028-02-29T12:30';
    assert.deepEqual(run(`${minute}:10.000Z`), [minute, minute, minute, minute, true]);
  });

  it('is rejected when it is not a time', () => {
    assert.match(String(run('tomorrow')), /TEST_CLOCK is no time: tomorrow/);
  });
});
