/** The words of the simulated tenant. */

/** mimecast-api.md 4.1: what `type` may say, exactly one per call. */
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

/** mimecast-api.md 5 */
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

/** One file in the object storage. Everything in it follows from these values and the seed. */
export interface SiemFile {
  readonly type: FeedType;
  /** Period the file covers: epoch ms divided by `slotMs`. */
  readonly slot: number;
  /** Number of the file within its slot, from 0. */
  readonly part: number;
  /** Epoch ms, start of the period. */
  readonly from: number;
  /** Orders files that were published in the same millisecond. */
  readonly number: number;
  /** Path in the storage, never with a query. */
  readonly path: string;
  readonly records: number;
  /** uint32; the same for all types of one slot and part, because they tell of the same messages. */
  readonly seed: number;
}

/** One recorded request, for assertions: no header value, no signature, no body. */
export interface RecordedCall {
  readonly server: 'api' | 'storage';
  /** Epoch ms on the simulator's clock. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** Empty for storage calls, whose query is a credential. */
  readonly query: Readonly<Record<string, string>>;
  readonly hasAuthorization: boolean;
  /** 0 when the connection was cut before a status was sent. */
  readonly status: number;
}
