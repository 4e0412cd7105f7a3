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

/** One file in the object storage. Everything in it follows from these values and the seed. */
export interface SiemFile {
  readonly type: SiemType;
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
