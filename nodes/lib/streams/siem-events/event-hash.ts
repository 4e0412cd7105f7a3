import type { JsonObject } from '../../contracts/json';
import { contentHash } from '../../util/canonical-json';

/** Member names of the stream feed, and the names of the batch feed for them (wire.md 4.3). */
const BATCH_NAMES: Readonly<Record<string, string>> = { eventType: 'type', subType: 'subtype' };
/** Members that are not always present (wire.md 14, row 39). */
const IGNORED = ['_offset', '_partition'];

/** Hash of an event; the same in both feeds. */
export function eventHash(value: JsonObject): string {
  const renamed = Object.entries(value).map(([name, member]) => [BATCH_NAMES[name] ?? name, member]);
  return contentHash(Object.fromEntries(renamed), IGNORED);
}

export function typeOfEvent(value: JsonObject): string | undefined {
  const type = value['eventType'] ?? value['type'];
  return typeof type === 'string' && type !== '' ? type : undefined;
}
