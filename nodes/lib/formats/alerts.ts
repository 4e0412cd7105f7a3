/** The one rule for alerts: severity, ECS and OCSF agree by it. */
import type { Event, Level } from './event';

const ELEVATED: ReadonlySet<Level> = new Set<Level>(['medium', 'high', 'critical']);

/**
 * Alerts are for what somebody should look at: a warning, an elevated severity, or malice that was let through. An
 * assessment is a state of the tenant, which every run reports again.
 */
export const isAlert = ({ kind, disposition, level, verdict }: Event): boolean =>
  kind !== 'compliance' &&
  (disposition === 'alerted' ||
    ELEVATED.has(level) ||
    (disposition === 'allowed' && verdict === 'malicious'));
