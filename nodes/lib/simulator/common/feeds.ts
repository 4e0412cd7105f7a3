/** Values of `type` of the Cloud Gateway batch feed, exactly one in a call (wire.md 4.1). */
export const SIEM_TYPES = [
  'receipt',
  'process',
  'delivery',
  'journal',
  'av',
  'spam',
  'attachment protect',
  'impersonation protect',
  'internal email protect',
  'url protect',
] as const;

export type SiemType = (typeof SIEM_TYPES)[number];

export function isSiemType(value: string): value is SiemType {
  return SIEM_TYPES.some((type) => type === value);
}

/** Values of `type` of the Cloud Integrated feeds (wire.md 5). */
export const CI_TYPES = ['entities', 'mailflow', 'urlclick'] as const;

export type CiType = (typeof CI_TYPES)[number];

export function isCiType(value: string): value is CiType {
  return CI_TYPES.some((type) => type === value);
}

/** Cloud Gateway and Cloud Integrated. */
export const FEEDS = ['cg', 'ci'] as const;
export type Feed = (typeof FEEDS)[number];
export type FeedType = SiemType | CiType;

export const TYPES_OF: Readonly<Record<Feed, readonly FeedType[]>> = { cg: SIEM_TYPES, ci: CI_TYPES };
export const FEED_TYPES: readonly FeedType[] = [...SIEM_TYPES, ...CI_TYPES];

export function isFeedType(value: string): value is FeedType {
  return FEED_TYPES.some((type) => type === value);
}

export function feedOf(type: FeedType): Feed {
  return isSiemType(type) ? 'cg' : 'ci';
}
