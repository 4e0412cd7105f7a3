/** What is written must be read again, also when each of its lists is full: else the next start would lose all of it. */
import assert from 'node:assert/strict';
import { KEPT_DAYS, KEPT_HOURS } from '../../../../nodes/lib/contracts/overview';
import { AccountHistory, rowKey } from '../../../../nodes/lib/overview/history/account-history';
import {
  addDetails,
  archiveDays,
  detailOf,
  EMPTY_ARCHIVE,
  parseArchive,
  serializeArchive,
} from '../../../../nodes/lib/overview/history/archive';
import { dayOf } from '../../../../nodes/lib/overview/history/day-counts';
import { CHECKS } from '../../../../nodes/lib/properties/values/policy-checks';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../nodes/lib/util/time';
import { finding, kriRecord } from '../../../doubles/assessment-samples';
import { range } from '../../house/bounds/limit-rows';

const NOW = Date.parse('2026-11-20T06:30:00Z');
const TODAY = dayOf(NOW);
const iso = (ms: number): string => new Date(ms).toISOString();
/** In JSON it is twice as long. */
const QUOTES = '"'.repeat(300);

function fillRow(history: AccountHistory, id: string): void {
  for (const hour of range(KEPT_HOURS))
    history.addRecords(id, NOW - (KEPT_HOURS - hour) * HOUR_MS, 4_000_000_000 - hour);
  for (const index of range(400)) {
    const from = NOW - (400 - index) * HOUR_MS;
    history.addRanges(id, [[from, from + MINUTE_MS]]);
  }
  for (const index of range(50)) {
    const at = iso(NOW - index * HOUR_MS);
    const text = `${index}`.padEnd(40, '"');
    history.addGap(id, { from: text, to: text, reason: QUOTES, recoverable: false, at });
  }
}

function fullHistory(): AccountHistory {
  const history = new AccountHistory();
  for (const index of range(300)) fillRow(history, rowKey(`n${index}`, 'siem.batch.cg.impersonation'));
  for (const node of range(100))
    for (const hour of range(KEPT_HOURS)) {
      const asOf = iso(NOW - (KEPT_HOURS - hour) * HOUR_MS);
      history.addMeasurement(`k${node}`, kriRecord({ asOf, value: 1 / (3 + hour), warning: QUOTES }));
    }
  for (const node of range(20))
    for (const run of range(60)) {
      const status = run % 2 === 0 ? 'not_configured' : 'no_permission';
      const findings = CHECKS.map((check) => finding({ check, status }));
      history.addRun(`p${node}`, findings, iso(NOW - (60 - run) * DAY_MS));
    }
  return history;
}

describe('A history whose lists are full', () => {
  it('is read again', () => {
    const copy = AccountHistory.parse(fullHistory().serialize(NOW));
    assert.deepEqual([copy?.rows.size, copy?.indicators.size], [300, 100]);
  });

  it('has an archive that is read again', () => {
    const days = range(KEPT_DAYS - 1).map((day) => [
      TODAY - KEPT_DAYS + 1 + day,
      ...range(7).map(() => 1e12),
    ]);
    const values = days.map(([day]) => [day, 1 / 3]);
    const text = JSON.stringify({
      ...EMPTY_ARCHIVE,
      rows: range(300).map((index) => [`n${index} audit`, days]),
      indicators: range(100).map((index) => [`k${index} slug`, values]),
    });
    let archive = parseArchive(text) ?? assert.fail('it is not read');
    const [evidence] = finding().evidence;
    const long = finding({
      summary: QUOTES,
      evidence: new Array(20).fill({ ...evidence, excerpt: '"'.repeat(2000), endpoint: QUOTES }),
    });
    for (const node of range(200)) archive = addDetails(archive, `p${node}`, [long], iso(NOW));
    const copy = parseArchive(serializeArchive(archiveDays(archive, new AccountHistory(), TODAY)));
    assert.deepEqual([copy?.rows.length, copy?.indicators.length, copy?.details.length], [300, 100, 200]);
  });
});

/** Ids come from flow files, which anything can have written. */
describe('A node whose id is too long', () => {
  const node = 'x'.repeat(501);

  it('has no history, and the others keep theirs', () => {
    const history = new AccountHistory();
    for (const id of ['n1', node]) {
      history.addRecords(rowKey(id, 'audit'), NOW, 1);
      history.addMeasurement(id, kriRecord());
      history.addRun(id, [finding()], iso(NOW));
    }
    const copy = AccountHistory.parse(history.serialize(NOW));
    assert.deepEqual([copy?.rows.size, copy?.indicators.size, copy?.posture(node)], [1, 1, undefined]);
    assert.ok(copy?.posture('n1'));
  });

  it('has no evidence, and the others keep theirs', () => {
    const both = ['n1', node].reduce(
      (archive, id) => addDetails(archive, id, [finding()], iso(NOW)),
      EMPTY_ARCHIVE,
    );
    const copy = parseArchive(serializeArchive(both));
    assert.equal(copy?.details.length, 1);
    assert.ok(copy !== undefined && detailOf(copy, 'n1', 'blocked_senders'));
  });
});
