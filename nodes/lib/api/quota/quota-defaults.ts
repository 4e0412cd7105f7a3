import type { QuotaGroup } from '../../contracts/api-client';

export interface QuotaDefault {
  /** calls */
  readonly limit: number;
  /** ms in which `limit` calls are granted */
  readonly windowMs: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** The assumed quotas until response headers replace them (wire.md 13.2). */
export const QUOTA_DEFAULTS: Readonly<Record<QuotaGroup, QuotaDefault>> = {
  /** Not published. Another client assumes this value; it is far more than one token per half hour. */
  token: { limit: 20, windowMs: MINUTE },
  'siem-batch': { limit: 50, windowMs: 15 * MINUTE },
  'siem-stream': { limit: 300, windowMs: 60 * MINUTE },
  api: { limit: 800, windowMs: 5 * SECOND },
};
