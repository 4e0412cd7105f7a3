/** Types that all parts of the simulator share. */

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

/** One file of the object storage. These values and the seed determine its content. */
export interface SiemFile {
  readonly type: FeedType;
  /** number of the period: epoch ms divided by `slotMs` */
  readonly slot: number;
  /** number of the file within its slot, from 0 */
  readonly part: number;
  /** epoch ms, start of the period */
  readonly from: number;
  /** Orders files that were published in the same millisecond. */
  readonly number: number;
  /** path in the storage, without a query */
  readonly path: string;
  readonly records: number;
  /** uint32; the same for all types of one slot and part, because their records are about the same messages */
  readonly seed: number;
}

/** One recorded request, for assertions of tests. It has no header values, no signature and no body. */
export interface RecordedRequest {
  readonly server: 'api' | 'storage';
  /** epoch ms on the simulator's clock */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** empty for storage requests, whose query is a credential */
  readonly query: Readonly<Record<string, string>>;
  readonly hasAuthorization: boolean;
  /** 0: the connection was closed before a status was sent */
  readonly status: number;
}
