import assert from 'node:assert/strict';
import { KEPT_DAYS } from '../../../../nodes/lib/contracts/overview';
import {
  AccountHistory,
  MAX_DOCUMENT_LENGTH,
  rowKey,
  tileKey,
} from '../../../../nodes/lib/overview/history/account-history';
import {
  addDetails,
  archiveDays,
  detailOf,
  EMPTY_ARCHIVE,
  parseArchive,
  serializeArchive,
} from '../../../../nodes/lib/overview/history/archive';
import { dayOf } from '../../../../nodes/lib/overview/history/day-counts';
import { hourOf } from '../../../../nodes/lib/overview/history/hour-counts';
import { statusOn, statusSince } from '../../../../nodes/lib/overview/history/posture-history';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../nodes/lib/util/time';
import { finding, kriRecord } from '../../../doubles/assessment-samples';

const NOW = Date.parse('2026-11-20T06:30:00Z');
const ROW = rowKey('n1', 'ttp.url');
const poll = (at: number, records: number, complete = true) => ({
  ...{ at, records, duplicates: 1, complete },
  range: [at - 5 * MINUTE_MS, at] as const,
});
const gap = (at: number) => ({
  from: new Date(at - HOUR_MS).toISOString(),
  to: new Date(at).toISOString(),
  ...{ reason: 'the files have expired', recoverable: false, at: new Date(at).toISOString() },
});
const iso = (ms: number): string => new Date(ms).toISOString();
const reload = (history: AccountHistory): AccountHistory => {
  const copy = AccountHistory.parse(history.serialize(NOW));
  assert.ok(copy);
  return copy;
};

describe('AccountHistory', () => {
  it('counts polls by hour and by day, over a restart', () => {
    const history = new AccountHistory();
    history.tellCode('C1A2');
    history.addPoll(ROW, poll(NOW - HOUR_MS, 10), 3);
    history.addPoll(ROW, poll(NOW, 5), 2);
    const copy = reload(history);
    copy.addPoll(ROW, poll(NOW + MINUTE_MS, 1), 2);
    const row = copy.row(ROW);
    assert.deepEqual(row?.hours.until(hourOf(NOW), 3), [null, 10, 6]);
    assert.deepEqual(copy.calls.until(hourOf(NOW), 2), [3, 4]);
    assert.deepEqual(row?.days, [
      {
        ...{ day: dayOf(NOW), records: 16, duplicates: 3, quarantined: 0 },
        ...{ rejected: 0, gaps: 0, polls: 3, failed: 0 },
      },
    ]);
    assert.equal(copy.code, 'C1A2');
  });

  it('does not prove the days of an account with those of another one', () => {
    const history = new AccountHistory();
    history.addPoll(ROW, poll(NOW - DAY_MS, 10), 3);
    history.tellCode('DEMO');
    history.tellCode('DEMO');
    assert.equal(history.row(ROW)?.coverage.ranges.length, 1);
    const archive = archiveDays(EMPTY_ARCHIVE, history, dayOf(NOW));
    history.archivedTo = dayOf(NOW);
    const copy = reload(history);
    copy.tellCode('C1A2');
    assert.deepEqual([copy.row(ROW), copy.archivedTo, copy.code], [undefined, 0, 'C1A2']);
    copy.addPoll(ROW, poll(NOW, 5), 3);
    const other = parseArchive(serializeArchive(archiveDays(archive, copy, dayOf(NOW))));
    assert.deepEqual([other?.rows, other?.code], [[], 'C1A2']);
  });

  it('does not take what a failed poll read as proved', () => {
    const history = new AccountHistory();
    history.addPoll(ROW, poll(NOW, 10, false), 3);
    assert.deepEqual(history.row(ROW)?.coverage.ranges, []);
    assert.equal(history.row(ROW)?.completeAt, null);
    assert.equal(history.row(ROW)?.polledAt, NOW);
    history.addRanges(ROW, [[NOW - HOUR_MS, NOW]]);
    assert.deepEqual(reload(history).row(ROW)?.coverage.ranges, [[NOW - HOUR_MS, NOW]]);
  });

  it('counts a rejected batch once', () => {
    const history = new AccountHistory();
    assert.equal(history.addRejected(ROW, NOW, NOW - 1), true);
    assert.equal(history.addRejected(ROW, NOW, NOW - 1), false);
    assert.equal(reload(history).addRejected(ROW, NOW, NOW - 1), false);
    assert.equal(history.addRejected(ROW, NOW, NOW - 2), true);
    assert.equal(history.row(ROW)?.days[0]?.rejected, 2);
  });

  it('counts gaps and lines that were no records', () => {
    const history = new AccountHistory();
    history.addGap(ROW, gap(NOW));
    history.addQuarantined(ROW, NOW, 4);
    const { days, coverage } = reload(history).row(ROW) ?? assert.fail();
    assert.equal(days[0]?.gaps, 1);
    assert.equal(days[0]?.quarantined, 4);
    assert.deepEqual(coverage.gaps, [gap(NOW)]);
  });

  it('keeps 8 days of counts; the archive has the others', () => {
    const history = new AccountHistory();
    for (let day = 0; day < 20; day += 1) history.addPoll(ROW, poll(NOW + day * DAY_MS, day), 1);
    assert.equal(history.row(ROW)?.days.length, 8);
    assert.equal(history.row(ROW)?.days.at(-1)?.records, 19);
  });

  it('keeps the last measurement, and since when it has its colour', () => {
    const history = new AccountHistory();
    const id = tileKey('k1', kriRecord().slug);
    history.addMeasurement('k1', kriRecord());
    assert.equal(history.indicator(id)?.ragSince, null);
    history.addMeasurement('k1', kriRecord({ asOf: '2026-11-20T07:00:00.000Z', rag: 'red', value: 30 }));
    history.addMeasurement('k1', kriRecord({ asOf: '2026-11-20T08:00:00.000Z', rag: 'red', value: 31 }));
    const copy = reload(history).indicator(id);
    assert.equal(copy?.ragSince, '2026-11-20T07:00:00.000Z');
    assert.equal(copy?.value, 31);
    assert.deepEqual(
      copy?.hours.map(([, value]) => value),
      [7, 30, 31],
    );
    assert.doesNotMatch(history.serialize(NOW), /someone@example/);
  });

  it('has no value where a product is not licensed, also when the node sends zero', () => {
    const history = new AccountHistory();
    const unlicensed = { value: 0, measured: false, state: 'not_licensed', rag: 'unknown' } as const;
    history.addMeasurement('k1', kriRecord(unlicensed));
    const stored = history.indicator(tileKey('k1', kriRecord().slug));
    assert.equal(stored?.value, null);
    assert.deepEqual(stored?.hours, []);
  });

  it('forgets an indicator that was deselected', () => {
    const history = new AccountHistory();
    history.addMeasurement('k1', kriRecord());
    history.addMeasurement('k1', kriRecord({ state: 'removed', measured: false, value: null }));
    assert.equal(history.indicators.size, 0);
  });

  it('keeps the status of a check by day, and takes an error for no change', () => {
    const history = new AccountHistory();
    const run = (day: number, status: 'pass' | 'fail' | 'error'): void =>
      history.addRun('p1', [finding({ status })], new Date(NOW + day * DAY_MS).toISOString());
    run(0, 'pass');
    run(3, 'fail');
    run(4, 'error');
    run(6, 'pass');
    const stored = reload(history).posture('p1')?.findings['blocked_senders'] ?? assert.fail();
    const first = dayOf(NOW);
    assert.deepEqual(
      [-1, 0, 2, 3, 5, 6, 100].map((day) => statusOn(stored, first + day)),
      ['unknown', 'pass', 'pass', 'fail', 'fail', 'pass', 'pass'],
    );
    assert.equal(statusSince(stored, first + 2), null);
    assert.equal(statusSince(stored, first + 5), first + 3);
  });

  it('keeps the last change of a configuration, with who made it', () => {
    const history = new AccountHistory();
    const drift = {
      since: '2026-11-19T06:00:00.000Z',
      ...{ added: [{ description: 'New' }], removed: [], changed: [{ name: 'Old', members: {} }] },
      explainedBy: [{ at: '2026-11-19T08:00:00Z', user: 'admin@example.com', auditType: 'Edit', info: 'x' }],
    };
    history.addRun('p1', [finding({ drift })], new Date(NOW).toISOString());
    history.addRun('p1', [finding()], new Date(NOW + DAY_MS).toISOString());
    const stored = reload(history).posture('p1')?.findings['blocked_senders'];
    assert.deepEqual(stored?.drift, {
      ...{ from: drift.since, to: new Date(NOW).toISOString(), added: 1, removed: 0, changed: 1 },
      by: ['admin@example.com'],
    });
  });

  it('keeps what a node found that runs seldom', () => {
    const history = new AccountHistory();
    const at = iso(NOW - 100 * DAY_MS);
    history.addMeasurement('k1', kriRecord({ asOf: at }));
    history.addRun('p1', [finding()], at);
    const copy = reload(history);
    assert.equal(copy.indicators.size, 1);
    assert.ok(copy.posture('p1'));
    const later = AccountHistory.parse(copy.serialize(NOW + 301 * DAY_MS));
    assert.deepEqual([later?.indicators.size, later?.posture('p1')], [0, undefined]);
  });

  it('forgets sources that nothing was heard of for 30 days', () => {
    const history = new AccountHistory();
    history.addPoll(ROW, poll(NOW - 31 * DAY_MS, 1), 1);
    history.addGap(rowKey('n2', 'audit'), gap(NOW - 31 * DAY_MS));
    history.addPoll(rowKey('n3', 'audit'), poll(NOW - 29 * DAY_MS, 1), 1);
    assert.deepEqual([...reload(history).rows.keys()], ['n3 audit']);
  });

  it('is bounded', () => {
    const history = new AccountHistory();
    for (let index = 0; index < 1000; index += 1) {
      history.addPoll(rowKey(`n${index}`, 'audit'), poll(NOW, 1), 1);
      history.addMeasurement(`k${index}`, kriRecord());
      history.addRun(`p${index}`, [finding()], new Date(NOW).toISOString());
    }
    const text = history.serialize(NOW);
    assert.ok(text.length < MAX_DOCUMENT_LENGTH);
    assert.equal(AccountHistory.parse(text)?.row('n999 audit')?.polledAt, NOW);
  });

  for (const text of ['', '{', '[]', '{"version":2}', 'x'.repeat(MAX_DOCUMENT_LENGTH + 1)])
    it(`does not take ${text.slice(0, 20)} for a document`, () => {
      assert.equal(AccountHistory.parse(text), undefined);
    });
});

describe('The archive', () => {
  const today = dayOf(NOW);

  it('takes complete days, and today tomorrow', () => {
    const history = new AccountHistory();
    history.addPoll(ROW, poll(NOW - DAY_MS, 10), 1);
    history.addPoll(ROW, poll(NOW, 5), 1);
    history.addMeasurement('k1', kriRecord({ asOf: new Date(NOW - DAY_MS).toISOString() }));
    const once = archiveDays(EMPTY_ARCHIVE, history, today);
    assert.deepEqual(
      once.rows[0]?.[1].map(([day, records]) => [day, records]),
      [[today - 1, 10]],
    );
    assert.deepEqual(once.indicators[0]?.[1], [[today - 1, 7]]);
    assert.deepEqual(archiveDays(once, history, today), once);
    assert.equal(archiveDays(once, history, today + 1).rows[0]?.[1].length, 2);
    assert.deepEqual(parseArchive(serializeArchive(once)), once);
  });

  it('keeps 400 days, and nothing of what has none of them', () => {
    let archive = EMPTY_ARCHIVE;
    const history = new AccountHistory();
    history.addPoll('gone audit', poll(NOW, 1), 1);
    for (let day = 0; day <= 450; day += 1) {
      history.addPoll(ROW, poll(NOW + day * DAY_MS, day), 1);
      archive = archiveDays(archive, history, today + day + 1);
      history.serialize(NOW + day * DAY_MS);
    }
    assert.deepEqual(
      archive.rows.map(([id]) => id),
      [ROW],
    );
    const days = archive.rows[0]?.[1] ?? [];
    // Today is the 400th: it is not complete yet.
    assert.equal(days.length, KEPT_DAYS - 1);
    assert.equal(days.at(-1)?.[1], 450);
    assert.ok(serializeArchive(archive).length < 20_000);
  });

  it('keeps the fuller one of the same day', () => {
    const full = new AccountHistory();
    for (let index = 0; index < 5; index += 1) full.addPoll(ROW, poll(NOW - DAY_MS, 10), 1);
    const afterDamage = new AccountHistory();
    afterDamage.addPoll(ROW, poll(NOW - DAY_MS, 1), 1);
    const archive = archiveDays(archiveDays(EMPTY_ARCHIVE, full, today), afterDamage, today);
    assert.equal(archive.rows[0]?.[1][0]?.[1], 50);
  });

  it('has the evidence of the last findings, cut', () => {
    const [evidence] = finding().evidence;
    assert.ok(evidence);
    const long = finding({
      evidence: new Array(50).fill({ ...evidence, excerpt: 'x'.repeat(100_000) }),
      summary: `line 1\nline 2 ${'y'.repeat(10_000)}`,
    });
    const at = new Date(NOW).toISOString();
    const archive = addDetails(addDetails(EMPTY_ARCHIVE, 'p1', [finding()], at), 'p1', [long], at);
    assert.equal(archive.details.length, 1);
    const detail = detailOf(archive, 'p1', 'blocked_senders');
    assert.equal(detail?.evidence.length, 10);
    assert.equal(detail?.evidence[0]?.excerpt.length, 1000);
    assert.match(detail?.summary ?? '', /^line 1 line 2 y+…$/);
    assert.deepEqual(parseArchive(serializeArchive(archive)), archive);
    assert.equal(detailOf(archive, 'p2', 'blocked_senders'), undefined);
  });

  for (const text of ['', '{', '{"version":1}'])
    it(`is not ${JSON.stringify(text)}`, () => assert.equal(parseArchive(text), undefined));
});
