import type { KriRecord } from '../../nodes/lib/assessments/kri/types';
import { CONTROLS } from '../../nodes/lib/assessments/policy/controls';
import type { Finding } from '../../nodes/lib/assessments/policy/finding';

/** The record of an indicator that was measured as 7: amber. */
export const kriRecord = (part: Partial<KriRecord> = {}): KriRecord => ({
  slug: 'mimecast_user_released_held_24h',
  title: 'Held messages that users released',
  unit: 'messages',
  direction: 'higher-is-worse',
  ...{ value: 7, measured: true, state: 'ok', rag: 'amber', numerator: 7, denominator: null },
  window: { start: '2026-11-19T06:00:00.000Z', end: '2026-11-20T06:00:00.000Z' },
  asOf: '2026-11-20T06:00:00.000Z',
  ...{ coverage: 1, definition: 'strict', thresholds: { warn: 5, critical: 20 }, previous: 4, delta: 3 },
  ...{ details: {}, parts: {}, lacking: {}, sample: ['someone@example.com'], query: null, crossChecks: [] },
  ...{ warning: null, runId: 'run-1' },
  ...part,
});

export const finding = (part: Partial<Finding> = {}): Finding => ({
  check: 'blocked_senders',
  title: 'Blocked senders',
  protects: 'against senders that are known to be bad',
  status: 'pass',
  severity: 'medium',
  summary: '2 policies block senders',
  evidence: [
    {
      tier: 'direct',
      endpoint: '/api/policy/blockedsenders/get-policy',
      httpStatus: 200,
      collectedAt: '2026-11-20T06:00:00.000Z',
      sha256: 'ab'.repeat(32),
      excerpt: '[{"option":"block_sender"}]',
    },
  ],
  remediation: 'Create a policy.',
  controls: CONTROLS.blocked_senders,
  ...{ previousStatus: null, changed: true, drift: null, runId: 'run-1' },
  ...part,
});
