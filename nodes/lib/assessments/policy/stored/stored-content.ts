/** How a list is kept until the next run. Long lists are kept as hashes, so that the file stays small. Pure. */
import { contentHash } from '../../../util/canonical-json';
import type { ConfigItem } from '../types';
import type { StoredContent } from './baseline';

/** of one list, as JSON */
const MAX_STORED_BYTES = 1_000_000;

/** Whether a list is too long to be kept with all of its values. */
function isLong(items: readonly ConfigItem[]): boolean {
  let bytes = 0;
  for (const item of items) {
    bytes += Buffer.byteLength(JSON.stringify(item));
    if (bytes > MAX_STORED_BYTES) return true;
  }
  return false;
}

const toDigest = ({ name, value }: ConfigItem): ConfigItem => ({
  name,
  value: { name, sha256: contentHash(value) },
});

export function toStoredContent(items: readonly ConfigItem[], at: string): StoredContent {
  const digest = isLong(items);
  return {
    at,
    items: (digest ? items.map(toDigest) : items).map((item) => ({ ...item })),
    ...(digest && { digest }),
  };
}

export interface Comparable {
  readonly before: readonly ConfigItem[];
  readonly after: readonly ConfigItem[];
  /** only hashes can be compared */
  readonly digest: boolean;
}

/** Both lists in the same form. */
export function toComparable(last: StoredContent, items: readonly ConfigItem[]): Comparable {
  if (last.digest === true) return { before: last.items, after: items.map(toDigest), digest: true };
  return { before: last.items, after: items, digest: false };
}
