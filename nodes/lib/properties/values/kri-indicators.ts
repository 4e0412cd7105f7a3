/** Definitions of the key risk indicators for dialog and run time. The measurement itself is not defined here. */

/** Whether a rising value is worse or better. */
export type Direction = 'higher-is-worse' | 'lower-is-worse';

export interface Thresholds {
  /** Amber: at or above this value if higher is worse, below it if lower is worse. */
  readonly warn: number;
  /** the same for red */
  readonly critical: number;
}

export interface IndicatorDefinition {
  readonly title: string;
  readonly unit: 'events' | 'clicks' | 'messages' | 'hours' | 'changes' | 'percent' | 'minutes';
  readonly direction: Direction;
  /** hours; 0: the state at the time of the run */
  readonly windowHours: number;
  /** Defaults of this package, to be adjusted to the tenant. */
  readonly thresholds: Thresholds;
  /** the Mimecast module that the measurement needs */
  readonly module?: string;
}

const DAY_HOURS = 24;
const WEEK_HOURS = 7 * DAY_HOURS;
const worseAbove = (warn: number, critical: number) =>
  ({ direction: 'higher-is-worse', thresholds: { warn, critical } }) as const;
const worseBelow = (warn: number, critical: number) =>
  ({ direction: 'lower-is-worse', thresholds: { warn, critical } }) as const;

export const INDICATORS = {
  mimecast_impersonation_not_blocked_24h: {
    title: 'Impersonation attempts without a protective action',
    unit: 'events',
    windowHours: DAY_HOURS,
    ...worseAbove(1, 5),
  },
  mimecast_malware_delivered_24h: {
    title: 'Malicious attachments that reached a mailbox',
    unit: 'events',
    windowHours: DAY_HOURS,
    ...worseAbove(1, 1),
  },
  mimecast_url_clicks_post_delivery_7d: {
    title: 'Clicks on malicious links that were let through',
    unit: 'clicks',
    windowHours: WEEK_HOURS,
    ...worseAbove(5, 25),
  },
  mimecast_internal_anomalies_24h: {
    title: 'Harmful messages sent from inside',
    unit: 'events',
    windowHours: DAY_HOURS,
    ...worseAbove(1, 5),
    module: 'Internal Email Protect',
  },
  mimecast_auth_alignment_pct: {
    title: 'Messages that pass DMARC alignment',
    unit: 'percent',
    windowHours: WEEK_HOURS,
    ...worseBelow(95, 85),
    module: 'DMARC Analyzer',
  },
  mimecast_user_released_held_24h: {
    title: 'Held messages that users released',
    unit: 'messages',
    windowHours: DAY_HOURS,
    ...worseAbove(5, 20),
  },
  mimecast_hold_queue_size: {
    title: 'Messages on hold',
    unit: 'messages',
    windowHours: 0,
    ...worseAbove(100, 500),
  },
  mimecast_hold_queue_oldest_hours: {
    title: 'Age of the oldest message on hold',
    unit: 'hours',
    windowHours: 0,
    ...worseAbove(24, 72),
  },
  mimecast_policy_changes_24h: {
    title: 'Changes of policies',
    unit: 'changes',
    windowHours: DAY_HOURS,
    ...worseAbove(5, 20),
  },
  mimecast_dmarc_enforced_domains_pct: {
    title: 'Own domains that enforce DMARC',
    unit: 'percent',
    windowHours: 0,
    ...worseBelow(100, 80),
    module: 'DMARC Analyzer',
  },
  mimecast_collection_lag_minutes: {
    title: "How far this account's sources are behind",
    unit: 'minutes',
    windowHours: 0,
    ...worseAbove(30, 120),
  },
} as const satisfies Readonly<Record<string, IndicatorDefinition>>;

export type Slug = keyof typeof INDICATORS;

export const SLUGS = Object.keys(INDICATORS).filter(isSlug);

export function isSlug(value: string): value is Slug {
  return Object.hasOwn(INDICATORS, value);
}

/** Selected by default. */
export const DEFAULT_SLUGS: readonly Slug[] = SLUGS.slice(0, 6);

/** `strict`: what can do harm. `draxis`: the filters of the product that introduced these slugs (wire.md 10.7). */
export const DEFINITIONS = ['strict', 'draxis'] as const;
export type Definition = (typeof DEFINITIONS)[number];
