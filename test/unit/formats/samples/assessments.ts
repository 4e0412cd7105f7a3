import type { Sample } from './sample';

export const ASSESSMENTS: Readonly<Record<string, Sample>> = {
  finding: {
    log: 'finding',
    type: 'url-protection',
    record: {
      check: 'MC-URL-01',
      title: 'URL protection is active',
      status: 'not_configured',
      severity: 'high',
      summary: 'No definition was found.',
      evidence: [
        { tier: 'direct', endpoint: '/api/policy', httpStatus: 200, collectedAt: '2026-11-20T05:00:00.000Z' },
      ],
      remediation: 'Create a URL protection policy.',
      controls: { 'CIS v8': ['9.3'] },
      previousStatus: 'pass',
      changed: true,
      drift: null,
      runId: 'run-1',
    },
  },
  kri: {
    log: 'kri',
    type: 'mimecast_hold_queue_size',
    record: {
      slug: 'mimecast_hold_queue_size',
      title: 'Messages in the hold queue',
      value: 0,
      unit: 'messages',
      measured: true,
      state: 'ok',
      rag: 'green',
      asOf: '2026-11-20T05:00:00.000Z',
      coverage: 1,
    },
  },
};
