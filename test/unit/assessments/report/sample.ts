/** What KRI and policy-check nodes could have stored. */
import { removedRecord } from '../../../../nodes/lib/assessments/kri/build-record';
import { addRun, addValue, EMPTY_HISTORY, type History } from '../../../../nodes/lib/assessments/kri/history';
import type { KriRecord } from '../../../../nodes/lib/assessments/kri/types';
import { EMPTY_BASELINE } from '../../../../nodes/lib/assessments/policy/stored/baseline';
import type {
  PolicyResults,
  StoredChange,
  StoredFinding,
} from '../../../../nodes/lib/assessments/policy/stored/results';
import {
  INDICATORS,
  type IndicatorDefinition,
  type Slug,
} from '../../../../nodes/lib/properties/values/kri-indicators';
import type { AccountInput, ReportInput } from '../../../../nodes/lib/report/model/types';

export const AT = Date.UTC(2026, 10, 30, 7, 15);
export const DAY = 86_400_000;

/** The value of an indicator on a day; undefined: no run; null: it could not be measured. */
type Values = (day: number) => number | null | undefined;

export function recordOf(
  slug: Slug,
  at: number,
  value: number | null,
  change: Partial<KriRecord> = {},
): KriRecord {
  const facts: IndicatorDefinition = INDICATORS[slug];
  const { thresholds, direction } = facts;
  const isWorse = (limit: number): boolean =>
    value !== null && (direction === 'higher-is-worse' ? value >= limit : value < limit);
  return {
    ...removedRecord(slug, facts, null, `run of ${at}`, at),
    value,
    measured: value !== null,
    state: value === null ? 'error' : 'ok',
    rag:
      value === null
        ? 'unknown'
        : isWorse(thresholds.critical)
          ? 'red'
          : isWorse(thresholds.warn)
            ? 'amber'
            : 'green',
    coverage: value === null ? 0 : 1,
    warning: value === null ? 'Mimecast did not answer in time' : null,
    ...change,
  };
}

export function historyOf(
  valuesBySlug: Readonly<Partial<Record<Slug, Values>>>,
  last: Readonly<Partial<Record<Slug, Partial<KriRecord>>>> = {},
  days = 40,
): History {
  let history: History = { ...EMPTY_HISTORY, account: 'CUSA00A000' };
  for (let day = days; day >= 0; day -= 1) {
    const at = AT - day * DAY - 3_600_000;
    for (const [slug, values] of Object.entries(valuesBySlug) as [Slug, Values][]) {
      const value = values(days - day);
      if (value === undefined) continue;
      history = addValue(history, recordOf(slug, at, value, day === 0 ? last[slug] : {}));
    }
    const run = { runId: `${at}`, startedAt: new Date(at).toISOString(), durationMs: 1, measured: 1 };
    history = addRun(history, { ...run, unmeasured: 0, skipped: 0, calls: 1 }, true);
  }
  return history;
}

const finding = (status: string, severity: string, summary: string): StoredFinding => ({
  status,
  severity,
  summary,
  evidence: [
    {
      tier: 'direct',
      endpoint: '/api/policy/antispoofing/get-policy',
      httpStatus: 200,
      collectedAt: new Date(AT).toISOString(),
      excerpt: '{}',
    },
  ],
});

export const FINDINGS: Readonly<Record<string, StoredFinding>> = {
  anti_spoofing: finding(
    'fail',
    'critical',
    '1 of 2 anti-spoofing policies takes no action: Default Spoofing',
  ),
  outbound_dkim: finding(
    'scope_gap',
    'high',
    'mail of 2 domains is not signed: corp.example, corp-mail.example',
  ),
  greylisting: finding('disabled', 'medium', 'greylisting is switched off for all senders'),
  url_protection: finding('pass', 'high', 'the licence and the statistics of 30 days show it'),
  attachment_protection: finding('pass', 'high', 'the licence and the statistics of 30 days show it'),
  admin_audit: finding('pass', 'medium', '14 events within 24 hours'),
  journaling: finding('no_permission', 'medium', 'the role lacks Gateway | Policies | Read'),
  dmarc_enforcement: finding('not_licensed', 'high', 'the account has no DMARC Analyzer'),
};

const CHANGES: readonly StoredChange[] = [
  {
    check: 'anti_spoofing',
    at: new Date(AT - 3 * DAY).toISOString(),
    since: new Date(AT - 4 * DAY).toISOString(),
    previousStatus: 'pass',
    status: 'fail',
    ...{ added: 0, removed: 0, changed: 1, names: ['Default Spoofing'], by: ['ana@corp.example'] },
  },
  {
    check: 'outbound_dkim',
    at: new Date(AT - 9 * DAY).toISOString(),
    since: new Date(AT - 10 * DAY).toISOString(),
    previousStatus: 'scope_gap',
    status: 'scope_gap',
    ...{ added: 2, removed: 1, changed: 0, names: ['corp-mail.example', 'old.example'], by: null },
  },
];

export const resultsOf = (findings: Readonly<Record<string, StoredFinding>> = FINDINGS): PolicyResults => ({
  at: new Date(AT - 3_600_000).toISOString(),
  runId: 'run',
  findings: { ...findings },
  days: Array.from({ length: 40 }, (_, day) => ({
    at: new Date(AT - (39 - day) * DAY).toISOString(),
    counts: { pass: 3 },
    score: day > 36 ? 50 : 67,
  })),
  changes: [...CHANGES],
});

export const sampleAccount = (change: Partial<AccountInput> = {}): AccountInput => ({
  name: 'Corp Example',
  demo: false,
  problems: [],
  kris: [
    {
      node: '',
      history: historyOf(
        {
          mimecast_impersonation_not_blocked_24h: (day) => [0, 0, 1, 0, 2, 0][day % 6] ?? 0,
          mimecast_malware_delivered_24h: (day) => (day > 38 ? 2 : 0),
          mimecast_url_clicks_post_delivery_7d: (day) => 3 + ((day * 7) % 9),
          mimecast_internal_anomalies_24h: () => null,
          mimecast_auth_alignment_pct: (day) => 97 - day / 20 - (day % 3) / 2,
          mimecast_user_released_held_24h: (day) => (day > 12 && day < 18 ? null : 4 + (day % 5)),
          mimecast_hold_queue_size: (day) => (day % 7 > 4 && day < 40 ? undefined : 40 + day),
        },
        {
          mimecast_internal_anomalies_24h: {
            state: 'not_licensed',
            warning: 'the account has no Internal Email Protect',
          },
          mimecast_hold_queue_size: {
            state: 'partial',
            rag: 'unknown',
            coverage: 0.42,
            warning: 'the quota was used up',
          },
        },
      ),
    },
  ],
  policies: [{ node: '', baseline: { ...EMPTY_BASELINE, lastRun: AT - 3_600_000, results: resultsOf() } }],
  ...change,
});

export const sampleInput = (change: Partial<ReportInput> = {}): ReportInput => ({
  at: AT,
  days: 30,
  sections: ['risk', 'posture'],
  accounts: [
    sampleAccount(),
    sampleAccount({
      name: 'Quiet Ltd',
      kris: [{ node: '', history: historyOf({ mimecast_hold_queue_size: () => 3 }) }],
    }),
    sampleAccount({ name: 'New Tenant', kris: [{ node: 'risk', history: EMPTY_HISTORY }], policies: [] }),
  ],
  ...change,
});
