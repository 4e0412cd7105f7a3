import assert from 'node:assert/strict';
import { measureAlignment } from '../../../../nodes/lib/assessments/kri/alignment';
import { buildKriRecord, type Outcome, ragOf } from '../../../../nodes/lib/assessments/kri/build-record';
import {
  classifyAttachment,
  classifyClick,
  classifyImpersonation,
  classifyPolicyChange,
  classifyRelease,
  measureEnforcement,
  measureLag,
  measureQueueAge,
  measureQueueSize,
} from '../../../../nodes/lib/assessments/kri/classify-records';
import { factsOf, MEASURES } from '../../../../nodes/lib/assessments/kri/indicators';
import type { Counts } from '../../../../nodes/lib/assessments/kri/types';
import { DEFAULT_SLUGS, SLUGS, type Slug } from '../../../../nodes/lib/properties/values/kri-indicators';

const TO = Date.UTC(2026, 10, 22, 3, 30);
const RANGE = { from: TO - 7 * 86_400_000, to: TO };
const QUERY = { endpoint: '/api/x', filter: {}, counted: 'x' };

const counts = (numerator: number, denominator: number | null = null): Counts => ({
  numerator,
  denominator,
  details: {},
  sample: [],
});
const measured = (of: Counts, coverage = 1): Outcome => ({
  kind: 'measured',
  counts: of,
  coverage,
  crossChecks: [],
  warning: null,
  query: QUERY,
});
const ruled = (
  slug: Slug,
  outcome: Outcome,
  unlicensed: 'zero' | 'null' = 'zero',
  previous: number | null = 3,
) => {
  const facts = factsOf(slug);
  const { thresholds } = facts;
  return buildKriRecord(outcome, {
    slug,
    facts,
    thresholds,
    unlicensed,
    window: RANGE,
    previous,
    runId: 'r',
  });
};
const COUNT = 'mimecast_user_released_held_24h';
const PERCENT = 'mimecast_auth_alignment_pct';

describe('buildKriRecord', () => {
  it('has the slugs of the product that it replaces, selected, and the proposed thresholds', () => {
    assert.deepEqual(DEFAULT_SLUGS, [
      'mimecast_impersonation_not_blocked_24h',
      'mimecast_malware_delivered_24h',
      'mimecast_url_clicks_post_delivery_7d',
      'mimecast_internal_anomalies_24h',
      'mimecast_auth_alignment_pct',
      'mimecast_user_released_held_24h',
    ]);
    const limits = SLUGS.map((slug) => Object.values(factsOf(slug).thresholds).join(' / '));
    assert.deepEqual(limits, [
      '1 / 5',
      '1 / 1',
      '5 / 25',
      '1 / 5',
      '95 / 85',
      '5 / 20',
      '100 / 500',
      '24 / 72',
      '5 / 20',
      '100 / 80',
      '30 / 120',
    ]);
    assert.deepEqual(Object.keys(MEASURES).sort(), [...SLUGS].sort());
  });

  it('is amber from the warning threshold and red from the critical one, in either direction', () => {
    const higher = [4.9, 5, 19, 20].map((value) =>
      ragOf(value, { warn: 5, critical: 20 }, 'higher-is-worse'),
    );
    assert.deepEqual(higher, ['green', 'amber', 'amber', 'red']);
    const lower = [95, 94.99, 85, 84].map((value) =>
      ragOf(value, { warn: 95, critical: 85 }, 'lower-is-worse'),
    );
    assert.deepEqual(lower, ['green', 'amber', 'amber', 'red']);
  });

  it('contains the change since the last value', () => {
    const record = ruled(COUNT, measured(counts(7, 31)));
    assert.deepEqual(
      [record.value, record.rag, record.previous, record.delta, record.state, record.measured],
      [7, 'amber', 3, 4, 'ok', true],
    );
    assert.equal(ruled(COUNT, measured(counts(7, 31)), 'zero', null).delta, null);
  });

  it('converts a share to a percentage, and an empty share to no number', () => {
    assert.equal(ruled(PERCENT, measured(counts(2, 3))).value, 66.67);
    const none = ruled(PERCENT, measured(counts(0, 0)));
    assert.deepEqual([none.value, none.measured, none.rag], [null, false, 'unknown']);
    assert.match(none.warning ?? '', /no records, so there is no percentage/);
  });

  it('never rates a partial value as good', () => {
    assert.equal(ruled(COUNT, measured(counts(0, 9), 0.5)).rag, 'unknown');
    assert.equal(ruled(COUNT, measured(counts(21, 30), 0.5)).rag, 'red');
    assert.equal(ruled(PERCENT, measured(counts(1, 2), 0.5)).rag, 'unknown');
    assert.equal(ruled(COUNT, measured(counts(0, 9), 0.99999)).coverage, 0.9999);
  });

  it('has a zero for an unlicensed indicator where configured, and for nothing else', () => {
    for (const [state, unlicensed, value] of [
      ['not_licensed', 'zero', 0],
      ['not_licensed', 'null', null],
      ['no_permission', 'zero', null],
      ['error', 'zero', null],
    ] as const) {
      const record = ruled(
        COUNT,
        { kind: 'unmeasured', state, warning: 'why', coverage: 0, query: QUERY },
        unlicensed,
      );
      assert.deepEqual(
        [record.value, record.measured, record.rag, record.state, record.warning, record.delta],
        [value, false, 'unknown', state, 'why', null],
      );
    }
  });
});

describe('Classification of records by indicators', () => {
  it('counts impersonations without an action, and reports tagged ones', () => {
    assert.deepEqual(classifyImpersonation({ action: 'none', taggedMalicious: true }), {
      counted: true,
      details: ['taggedMalicious'],
    });
    for (const action of ['hold', 'bounce', undefined])
      assert.equal(classifyImpersonation({ action }).counted, false);
  });

  it('counts attachments that were released or not acted on', () => {
    for (const [actionTriggered, counted] of [
      ['none', true],
      ['user release, none', true],
      ['admin alert, None', true],
      ['hold, user release', true],
      ['hold', false],
      ['admin alert', false],
      [undefined, false],
    ] as const) {
      assert.equal(classifyAttachment({ actionTriggered }).counted, counted, actionTriggered);
    }
  });

  it('counts allowed clicks, and reports that a user overrode the warning', () => {
    assert.deepEqual(classifyClick({ action: 'allow', userOverride: 'Permit', adminOverride: 'N/A' }), {
      counted: true,
      details: ['userOverride'],
    });
    assert.equal(classifyClick({ action: 'block' }).counted, false);
  });

  it('counts releases by a recipient, and reports the releases by others', () => {
    const to = [{ emailAddress: 'ana@corp.example' }];
    assert.deepEqual(classifyRelease({ status: 'released', operator: 'ANA@corp.example', to }), {
      counted: true,
      details: ['by_user'],
    });
    const admin = classifyRelease({
      status: 'released',
      operator: { emailAddress: 'admin@corp.example' },
      to,
    });
    assert.deepEqual(admin, { counted: false, details: ['by_admin'] });
    assert.equal(classifyRelease({ status: 'rejected', operator: 'ana@corp.example', to }).counted, false);
  });

  it('detects policy changes by category or by type', () => {
    assert.ok(classifyPolicyChange({ category: 'policy_logs', auditType: 'White URL Created' }).counted);
    assert.ok(classifyPolicyChange({ category: 'account_logs', auditType: 'New Policy' }).counted);
    assert.ok(!classifyPolicyChange({ category: 'account_logs', auditType: 'User Logged On' }).counted);
  });

  it('measures the queue by its size and its oldest message', () => {
    const rows = [
      { dateReceived: '2026-11-22T02:00:00+0000', policyInfo: 'Spam' },
      { dateReceived: '2026-11-20T03:30:00+0000', reason: 'DLP' },
      { dateReceived: 'yesterday' },
    ];
    assert.equal(measureQueueSize(rows).numerator, 3);
    const age = measureQueueAge(rows, RANGE) ?? assert.fail();
    assert.deepEqual([age.numerator, age.details], [48, { withoutTime: 1 }]);
    assert.deepEqual(age.sample[0], '2026-11-20T03:30:00+0000 DLP');
    assert.equal(measureQueueAge([], RANGE)?.numerator, 0);
    assert.equal(
      measureQueueAge([{ dateReceived: 'yesterday' }], RANGE),
      undefined,
      'no zero of what is not known',
    );
  });

  it('parses the time of each message in a long queue once or twice, not with every comparison', () => {
    let reads = 0;
    const rows = Array.from({ length: 1000 }, (_, index) => ({
      get dateReceived() {
        reads += 1;
        return `2026-11-20T03:${String((index * 7) % 60).padStart(2, '0')}:00+0000`;
      },
    }));
    measureQueueSize(rows);
    measureQueueAge(rows, RANGE);
    assert.ok(reads < 2 * 1000 + 100, String(reads));
  });

  it('counts active domains only, without guesses', () => {
    const domains = [
      { domain: 'a', dmarcPolicy: 'reject' },
      { domain: 'b', dmarcPolicy: 'Quarantine' },
      { domain: 'c', dmarcPolicy: 'none' },
      { domain: 'd', dmarcPolicy: 'none', activityStatus: 'inactive' },
    ];
    const { numerator, denominator, sample } = measureEnforcement(domains) ?? assert.fail();
    assert.deepEqual([numerator, denominator, sample], [2, 3, ['c']]);
    assert.equal(measureEnforcement([{ domain: 'a' }]), undefined);
    assert.equal(measureEnforcement([])?.denominator, 0);
  });

  it('uses the collector with the largest lag, and none without collectors', () => {
    assert.equal(
      measureLag([
        { name: 'a', minutes: 3 },
        { name: 'b', minutes: 40.04 },
      ])?.numerator,
      40,
    );
    assert.equal(measureLag([]), undefined);
  });
});

describe('The share of aligned messages', () => {
  const share = (...responses: readonly Record<string, unknown>[]) => {
    const counts = measureAlignment(responses, RANGE);
    return counts && [counts.numerator, counts.denominator];
  };

  it('is found under its usual names in responses', () => {
    assert.deepEqual(share({ aligned: 90, total: 100 }), [90, 100]);
    assert.deepEqual(share({ passPct: 93.5 }), [93.5, 100]);
    assert.deepEqual(share({ statistics: { compliant: 8, nonCompliant: 2 } }), [8, 10]);
    assert.deepEqual(share({ summary: { complianceRate: '97', messages: 200 } }), [194, 200]);
  });

  it('sums the days of the window and ignores others', () => {
    const items = [
      { date: '2026-11-10', compliant: 1, total: 1 },
      { date: '2026-11-16', compliant: 5, total: 10 },
      { date: '2026-11-21', compliant: 10, total: 10 },
    ];
    assert.deepEqual(share({ items }), [15, 20]);
  });

  it('has the period of its dates, and an unknown one without dates', () => {
    const windowOf = (...responses: Record<string, unknown>[]) => measureAlignment(responses, RANGE)?.window;
    const day = (date: string) => ({ date, aligned: 1, total: 2 });
    assert.deepEqual(windowOf({ items: [day('2026-11-17'), day('2026-11-18')] }), {
      from: Date.UTC(2026, 10, 17),
      to: Date.UTC(2026, 10, 19),
    });
    assert.equal(windowOf(day('2026-11-22'))?.to, TO, 'today is not over');
    const span = { startTimestamp: '2026-11-16T00:00:00Z', endTimestamp: '2026-11-18T12:00:00Z' };
    assert.deepEqual(windowOf({ ...span, summary: { passPct: 97 } }), {
      from: Date.UTC(2026, 10, 16),
      to: Date.UTC(2026, 10, 18, 12),
    });
    assert.equal(windowOf({ passPct: 97 }), null);
    assert.equal(windowOf(day('2026-11-18'), { aligned: 1, total: 2 }), null);
  });

  it('is undefined when the response has no plausible counts', () => {
    assert.equal(share({ items: [{ domain: 'x' }] }), undefined);
    assert.equal(share({ aligned: 11, total: 10 }), undefined);
    assert.equal(share({ passPct: 340 }), undefined);
    assert.equal(share(), undefined);
  });
});
