import { contentHash, type Value } from '../paged/canonical';

/** Names of the stream feed, and what the batch feed calls the same (wire.md 4.3). */
const FOLDED: Readonly<Record<string, string>> = { eventType: 'type', subType: 'subtype' };
/** They come and go (wire.md 14, row 39). */
const IGNORED = ['_offset', '_partition'];

/** The same event has the same one in both feeds. */
export function eventHash(value: Value): string {
  const folded = Object.entries(value).map(([name, member]) => [FOLDED[name] ?? name, member]);
  return contentHash(Object.fromEntries(folded), IGNORED);
}

export function typeOfEvent(value: Value): string | undefined {
  const type = value['eventType'] ?? value['type'];
  return typeof type === 'string' && type !== '' ? type : undefined;
}
