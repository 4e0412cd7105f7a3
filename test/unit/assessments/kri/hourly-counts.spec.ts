import assert from 'node:assert/strict';
import {
  HourlyCounter,
  missingRanges,
  splitIntoHours,
} from '../../../../nodes/lib/assessments/kri/hourly-counts';
import { HOUR, NOW } from './kri-run';

const END = Date.UTC(2026, 10, 22, 10);
const DAY = { from: END - 24 * HOUR, to: END };

describe('Counted hours', () => {
  it('are whole hours between the two ends of a window', () => {
    const pieces = splitIntoHours({ from: NOW - 3 * HOUR, to: NOW }, []);
    assert.deepEqual(
      pieces.map(({ from, to }) => (to - from) / HOUR),
      [0.5, 1, 1, 0.5],
    );
  });

  it('are read at most a day at once, the newest first', () => {
    const ranges = missingRanges(splitIntoHours({ from: NOW - 60 * HOUR, to: NOW }, []));
    assert.ok(ranges.every(({ from, to }) => to - from <= 24 * HOUR));
    assert.equal(ranges[0]?.to, NOW);
    assert.equal(ranges.at(-1)?.from, NOW - 60 * HOUR);
  });

  it('do not count before they were read to their end', () => {
    const pieces = splitIntoHours({ from: NOW - HOUR, to: NOW }, []);
    const tally = new HourlyCounter(pieces);
    const part = tally.openRange({ from: NOW - HOUR, to: NOW });
    part.add(NOW - 1, { counted: true }, 'a');
    assert.deepEqual([tally.coverage, tally.counts().numerator], [0, 0]);
    part.commit();
    assert.deepEqual([tally.coverage, tally.counts().numerator], [1, 1]);
  });
});

describe('Hours that an earlier version counted', () => {
  const OLD = { numerator: 0, denominator: 3, details: {}, sample: [], readAt: NOW };

  it('are counted again with a look at the members, if they can be read', () => {
    const at = NOW - (NOW % HOUR) - 5 * HOUR;
    const window = { from: at, to: at + HOUR };
    assert.equal(splitIntoHours(window, [{ ...OLD, at }])[0]?.stored, undefined);
    assert.ok(splitIntoHours(window, [{ ...OLD, at, records: 3 }])[0]?.stored);
    assert.ok(splitIntoHours(window, [{ ...OLD, at }], NOW)[0]?.stored, 'out of reach');
  });
});

describe('An hour that a log has completed', () => {
  const coverageAfter = (times: readonly number[]): number => {
    const counter = new HourlyCounter(splitIntoHours(DAY, []));
    const part = counter.openRange(DAY);
    for (const time of times) part.add(time, { counted: true }, '');
    part.commitCompleted();
    return Math.round(counter.coverage * 24);
  };

  it('counts although the rest of the range could not be read', () => {
    assert.equal(coverageAfter([DAY.from + 60_000, DAY.from + 5.5 * HOUR]), 5);
    assert.equal(coverageAfter([DAY.to - 60_000, DAY.to - 3.5 * HOUR]), 3, 'newest first');
  });

  it('does not count where the log is unordered, or was only started', () => {
    assert.equal(coverageAfter([DAY.from, DAY.from + 5 * HOUR, DAY.from + 2 * HOUR]), 0);
    assert.equal(coverageAfter([DAY.from + 5 * HOUR, DAY.from + 5 * HOUR]), 0);
    assert.equal(coverageAfter([]), 0);
  });
});
