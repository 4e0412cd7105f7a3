import assert from 'node:assert/strict';
import { removedRecord } from '../../../nodes/lib/assessments/kri/build-record';
import {
  addValue,
  dailyValues,
  EMPTY_HISTORY,
  type History,
  indicatorHistory,
  parseHistory,
  serializeHistory,
} from '../../../nodes/lib/assessments/kri/history';
import type { KriRecord } from '../../../nodes/lib/assessments/kri/types';
import { addToDays, MAX_TREND_DAYS } from '../../../nodes/lib/assessments/last-of-days';
import { CONTROLS } from '../../../nodes/lib/assessments/policy/controls';
import type { Finding } from '../../../nodes/lib/assessments/policy/finding';
import { recordResults } from '../../../nodes/lib/assessments/policy/record-results';
import { parseBaseline } from '../../../nodes/lib/assessments/policy/stored/baseline';
import { INDICATORS } from '../../../nodes/lib/properties/values/kri-indicators';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 7, 1, 3);
const SLUG = 'mimecast_hold_queue_size';
const iso = (hours: number): string => new Date(START + hours * HOUR).toISOString();

function record(hours: number, value: number | null, change: Partial<KriRecord> = {}): KriRecord {
  const template = removedRecord(SLUG, INDICATORS[SLUG], null, `run ${hours}`, START + hours * HOUR);
  const measured = value !== null;
  const state = measured ? 'ok' : 'error';
  return { ...template, value, measured, state, coverage: 1, warning: null, ...change };
}

const historyOf = (records: readonly KriRecord[]): History => records.reduce(addValue, EMPTY_HISTORY);
const daysOf = (history: History) =>
  dailyValues(indicatorHistory(history, SLUG)).map(({ at, value }) => [at.slice(0, 10), value]);

describe('A list with an entry for each day', () => {
  it('keeps the last entry of a day, in order of time, for three months', () => {
    const entries = Array.from({ length: 200 }, (_, index) => ({ at: iso(index * 12), index }));
    const days = entries.reduce<{ at: string; index: number }[]>((all, one) => addToDays(all, one), []);
    assert.equal(days.length, MAX_TREND_DAYS);
    assert.ok(days.every(({ index }) => index % 2 === 1));
    const late = addToDays(days, { at: days[3]?.at ?? '', index: -1 });
    assert.deepEqual([late[3]?.index, late.length], [-1, MAX_TREND_DAYS]);
  });
});

describe('The history of an indicator', () => {
  it('has one value for each day beyond the last runs, and what the last record says beside its value', () => {
    const history = historyOf(Array.from({ length: 80 }, (_, index) => record(index * 12, index)));
    const read = parseHistory(serializeHistory(history));
    assert.ok(read);
    const indicator = indicatorHistory(read, SLUG);
    assert.equal(indicator.values.length, 30);
    assert.equal(daysOf(read).length, 40);
    assert.deepEqual(
      [daysOf(read)[0], daysOf(read).at(-1)],
      [
        ['2026-08-01', 1],
        ['2026-09-09', 79],
      ],
    );
    const { warn, critical } = INDICATORS[SLUG].thresholds;
    assert.deepEqual(
      [indicator.last?.warn, indicator.last?.critical, indicator.last?.coverage],
      [warn, critical, 1],
    );
  });

  it('keeps a measured value of a day when a later run of that day could not measure', () => {
    const failed = record(5, null, { warning: 'no answer' });
    const history = historyOf([record(0, 7), failed]);
    assert.deepEqual(daysOf(history), [['2026-08-01', 7]]);
    assert.equal(indicatorHistory(history, SLUG).last?.warning, 'no answer');
    assert.deepEqual(daysOf(historyOf([failed, record(6, 3)])), [['2026-08-01', 3]]);
  });

  it('of an earlier version gets its days from its runs, and a damaged trend costs no history', () => {
    const stored = JSON.parse(serializeHistory(historyOf([record(0, 7), record(24, 8)])));
    delete stored.indicators[SLUG].days;
    delete stored.indicators[SLUG].last;
    const older = parseHistory(JSON.stringify(stored));
    assert.ok(older);
    assert.deepEqual(daysOf(addValue(older, record(48, 9))), [
      ['2026-08-01', 7],
      ['2026-08-02', 8],
      ['2026-08-03', 9],
    ]);
    stored.indicators[SLUG].days = [{ at: 5 }];
    stored.indicators[SLUG].last = 'x';
    const damaged = parseHistory(JSON.stringify(stored));
    assert.ok(damaged);
    assert.equal(indicatorHistory(damaged, SLUG).values.length, 2);
    assert.equal(daysOf(damaged).length, 2);
  });
});

function finding(change: Partial<Finding> = {}): Finding {
  return {
    check: 'anti_spoofing',
    title: 'Anti-spoofing',
    protects: '',
    status: 'fail',
    severity: 'high',
    summary: 'one of two',
    evidence: [],
    remediation: '',
    controls: CONTROLS.anti_spoofing,
    previousStatus: 'pass',
    changed: true,
    drift: null,
    runId: 'run',
    ...change,
  };
}
const counts = {
  pass: 1,
  fail: 1,
  not_configured: 0,
  disabled: 0,
  scope_gap: 0,
  not_licensed: 0,
  no_permission: 0,
  not_readable: 0,
  error: 0,
};
const summary = (hours: number, score: number | null) => ({
  runId: 'run',
  startedAt: iso(hours),
  counts,
  score,
});

describe('The stored results of policy checks', () => {
  it('are the last findings, a count for each day, and the changes with who made them', () => {
    const drift = {
      since: iso(0),
      added: [{ description: 'new policy' }],
      removed: [],
      changed: [{ name: 'old policy', members: {} }],
      explainedBy: ['ana@corp.example', 'ana@corp.example', ''].map((user) => ({
        at: '',
        user,
        auditType: '',
        info: '',
      })),
    };
    const first = recordResults(undefined, [finding({ previousStatus: null })], summary(0, 50));
    assert.deepEqual(first.changes, [], 'a first result is no change');
    const next = recordResults(first, [finding({ drift })], summary(24, 60));
    assert.deepEqual(
      next.days.map(({ at, score }) => [at, score]),
      [
        [iso(0), 50],
        [iso(24), 60],
      ],
    );
    assert.deepEqual(next.changes, [
      {
        ...{ check: 'anti_spoofing', at: iso(24), since: iso(0), previousStatus: 'pass', status: 'fail' },
        ...{
          added: 1,
          removed: 0,
          changed: 1,
          names: ['old policy', 'new policy'],
          by: ['ana@corp.example'],
        },
      },
    ]);
    assert.equal(next.findings['anti_spoofing']?.summary, 'one of two');
    const nothing = recordResults(next, [finding({ status: 'error', changed: false })], summary(30, null));
    assert.equal(nothing.days.at(-1)?.score, 60, 'a run that assessed nothing replaces no other of its day');
    assert.equal(nothing.findings['anti_spoofing']?.status, 'error');
  });

  it('are bounded, whatever a tenant calls its policies', () => {
    const long = 'x'.repeat(100_000);
    const note = {
      tier: 'direct' as const,
      endpoint: long,
      httpStatus: 200,
      collectedAt: iso(0),
      sha256: null,
      excerpt: long,
    };
    const huge = finding({
      summary: long,
      evidence: Array.from({ length: 50 }, () => note),
      drift: {
        since: iso(0),
        added: Array.from({ length: 500 }, (_, index) => ({ description: `${index}${long}` })),
        removed: [],
        changed: [],
        explainedBy: Array.from({ length: 20 }, (_, index) => ({
          at: '',
          user: `${index}${long}`,
          auditType: '',
          info: '',
        })),
      },
    });
    let results = recordResults(undefined, [huge], summary(0, 50));
    for (let run = 1; run < 200; run += 1) results = recordResults(results, [huge], summary(run, 50));
    assert.equal(results.changes.length, 100);
    const bytes = JSON.stringify(results).length;
    assert.ok(bytes < 400_000, String(bytes));
  });

  it('that are damaged cost no baseline', () => {
    const text = JSON.stringify({
      version: 1,
      account: '',
      lastRun: null,
      credentials: {},
      checks: {},
      results: 5,
    });
    assert.deepEqual([parseBaseline(text)?.version, parseBaseline(text)?.results], [1, undefined]);
  });
});
