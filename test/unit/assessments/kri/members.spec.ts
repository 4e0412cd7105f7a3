/** The members that the events of the SIEM feed must have, and how shares are judged. */
import assert from 'node:assert/strict';
import { EMPTY_HISTORY } from '../../../../nodes/lib/assessments/kri/history';
import { MEASURES } from '../../../../nodes/lib/assessments/kri/indicators';
import { measureEvents } from '../../../../nodes/lib/assessments/kri/measure-events';
import {
  checkMembers,
  judgeMembers,
  type MemberRule,
} from '../../../../nodes/lib/assessments/kri/members/member-rule';
import { RECEIPT_MEMBERS, RELEASE_MEMBERS } from '../../../../nodes/lib/assessments/kri/members/member-rules';
import {
  addChecked,
  emptyMemberTotals,
  MemberTally,
} from '../../../../nodes/lib/assessments/kri/members/member-tally';
import type { EventMeasure, KriDataSource, LogReadResult } from '../../../../nodes/lib/assessments/kri/types';
import type { RequestInfo } from '../../../../nodes/lib/contracts/evidence';
import type { JsonObject } from '../../../../nodes/lib/contracts/json';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 22, 10, 20);
const requestInfo: RequestInfo = { endpoint: '/api/x', httpStatus: 200, collectedAt: '', calls: 1 };

const INTERNAL: EventMeasure = (() => {
  const found = MEASURES.mimecast_internal_anomalies_24h;
  return found.kind === 'events' ? found : assert.fail();
})();
const RECEIPTS: EventMeasure = (() => {
  const found = MEASURES.mimecast_auth_alignment_pct;
  return found.kind === 'state' && found.fallback ? found.fallback : assert.fail();
})();

/** A day with these records, all in one hour. */
async function measure(of: EventMeasure, records: readonly JsonObject[], read: LogReadResult = {}) {
  let isFirst = true;
  const dataSource: KriDataSource = {
    describe: (what) => ({ endpoint: `/${what}`, filter: {} }),
    oldestAvailable: () => 0,
    readLog: async (_log, { from }, _override, onRecord) => {
      if (isFirst) for (const record of records) onRecord(record, from + 1);
      isFirst = false;
      return { kind: 'evidence', value: read, requestInfo };
    },
    readSnapshot: () => assert.fail('read'),
    readStats: async () => undefined,
    readPackages: async () => ({ kind: 'evidence', value: ['Internal Email Protect'], requestInfo }),
  };
  const { outcome, history } = await measureEvents(of, {
    ...{ slug: 'mimecast_internal_anomalies_24h', override: undefined, history: EMPTY_HISTORY, dataSource },
    window: { from: NOW - 24 * HOUR, to: NOW },
    saveProgress: async () => undefined,
  });
  return { outcome, history };
}

const times = (count: number, record: JsonObject): readonly JsonObject[] =>
  Array.from({ length: count }, () => record);
const checked = { direction: 'Inbound', spamProcessingDetail: { dmarc: { allow: true, info: 'ALLOW' } } };

describe('Events of the SIEM feed', () => {
  it('of another type are no internal anomalies', async () => {
    const { outcome } = await measure(INTERNAL, times(3, { type: 'receipt' }));
    assert.ok(outcome.kind === 'unmeasured' && outcome.state === 'error');
    assert.match(outcome.warning, /3 of 3 records have no "type".*"receipt"/);
    const own = await measure(INTERNAL, times(3, { eventType: 'Internal Email Protect' }));
    assert.ok(own.outcome.kind === 'measured' && own.outcome.counts.numerator === 3);
  });

  it('without a time are not left out silently', async () => {
    const all = await measure(INTERNAL, [], { received: 0, unplaced: { timestamp: 284 } });
    assert.ok(all.outcome.kind === 'unmeasured');
    assert.match(all.outcome.warning, /284 of 284 records have no "timestamp"/);
    const some = times(80, { type: 'internal email protect' });
    const share = await measure(INTERNAL, some, { received: 100, unplaced: { timestamp: 20 } });
    assert.ok(share.outcome.kind === 'measured' && share.outcome.isIncomplete === true);
    assert.deepEqual(share.history.indicators['mimecast_internal_anomalies_24h']?.buckets, []);
  });

  it('that are no records are an error too', async () => {
    const { outcome } = await measure(INTERNAL, [], { received: 12, unplaced: { '': 12 } });
    assert.ok(outcome.kind === 'unmeasured');
    assert.match(outcome.warning, /12 of 12 entries are no records/);
  });

  it('need the members of the DMARC check', async () => {
    const changes: Readonly<Record<string, JsonObject>> = {
      direction: { way: 'Inbound', spamProcessingDetail: checked.spamProcessingDetail },
      spamProcessingDetail: { direction: 'Inbound', spamDetail: checked.spamProcessingDetail },
      'spamProcessingDetail ': { direction: 'Inbound', spamProcessingDetail: { DMARC: { allow: true } } },
      'spamProcessingDetail  ': {
        direction: 'Inbound',
        spamProcessingDetail: { dmarc: { verdict: 'pass' } },
      },
    };
    for (const [member, record] of Object.entries(changes)) {
      const { outcome } = await measure(RECEIPTS, times(10, record));
      assert.ok(outcome.kind === 'unmeasured', member);
      assert.match(outcome.warning, new RegExp(`"${member.trim()}"`));
      const fifth = await measure(RECEIPTS, [...times(40, checked), ...times(10, record)]);
      assert.ok(fifth.outcome.kind === 'measured' && fifth.outcome.isIncomplete === true, member);
    }
  });

  it('that were not checked, rejected or sent by us lack nothing', () => {
    for (const record of [
      { direction: 'inbound', spamProcessingDetail: null },
      { direction: 'Inbound', spamProcessingDetail: 'null' },
      { direction: 'Inbound', action: 'Rej' },
      { direction: 'Outbound' },
      { direction: 'Inbound', spamProcessingDetail: "{'dmarc': {'allow': True}}" },
    ]) {
      assert.deepEqual(checkMembers(RECEIPT_MEMBERS, record).lacking, [], JSON.stringify(record));
    }
  });
});

describe('Releases by nobody', () => {
  const verdict = (blank: number, of: number) => {
    const records = Array.from({ length: of }, (_, n) => ({
      ...{ status: 'released', released: '2026-11-20T10:00:00+0000', to: [{ emailAddress: 'a@b.example' }] },
      operator: n < blank ? [{ emailAddress: ' ' }, ''][n % 2] : { emailAddress: 'c@b.example' },
    }));
    const tally = new MemberTally();
    const totals = emptyMemberTotals();
    for (const record of records) addChecked(totals, tally.check(RELEASE_MEMBERS, record));
    return judgeMembers(RELEASE_MEMBERS, tally.lacking(totals));
  };

  it('make the count incomplete when they are more than some, also when they are all', () => {
    assert.deepEqual(verdict(20, 100), {});
    assert.match(verdict(30, 100).incomplete ?? '', /30 of 100 records have no "operator"/);
    assert.match(verdict(342, 342).incomplete ?? '', /342 of 342 records have no "operator"/);
  });
});

describe('A share of records that lack a member', () => {
  const rule: MemberRule = { member: 'a', understood: ({ a }) => a !== undefined };
  const other: MemberRule = { member: 'b', understood: ({ b }) => b !== undefined };
  const judge = (lacking: number, of: number, more: Partial<MemberRule> = {}) =>
    Object.keys(judgeMembers([{ ...rule, ...more }, other], [{ key: 'a', times: lacking, of }]))[0];

  it('is an error when it is all, incomplete above 5 %, and a note below', () => {
    assert.deepEqual(
      [judge(100, 100), judge(99, 100), judge(6, 100), judge(5, 100), judge(0, 100)],
      ['unusable', 'incomplete', 'incomplete', 'note', undefined],
    );
    assert.deepEqual([judge(1, 1), judge(0, 0)], ['unusable', undefined]);
  });

  it('adds up over members', () => {
    const both = ['a', 'b'].map((key) => ({ key, times: 4, of: 100 }));
    assert.match(judgeMembers([rule, other], both).incomplete ?? '', /"a".*"b"/);
  });

  it('may be larger for a member that may be missing, and is never an error for a part', () => {
    assert.equal(judge(20, 100, { maxShare: 0.25 }), undefined);
    assert.equal(judge(26, 100, { maxShare: 0.25 }), 'incomplete');
    // of few records a few say nothing
    assert.equal(judge(5, 10, { maxShare: 0.25 }), undefined);
    assert.equal(judge(6, 10, { maxShare: 0.25 }), 'incomplete');
    assert.equal(judge(100, 100, { maxShare: 0.25 }), 'unusable');
    assert.equal(judge(100, 100, { partOnly: true }), 'incomplete');
  });
});
