/** Tells an answer that lists nothing from one whose list has another name. Taken for empty, its records would be skipped. */
import { isJsonObject } from '../../contracts/json';

/** Members of an envelope that never hold records. */
const NO_LISTS: ReadonlySet<string> = new Set(['meta', 'fail', 'data', 'value']);

/** Whether the body has something else than the expected list that records could be in. */
export function hasOtherList(body: unknown): boolean {
  return (
    isJsonObject(body) &&
    Object.entries(body).some(
      ([name, value]) => !NO_LISTS.has(name) && typeof value === 'object' && value !== null,
    )
  );
}

const CURSOR_MEMBERS = ['@nextPage', '@nextLink', 'isCaughtUp'];

/** Whether a feed answered without `value`, but as a feed: with a cursor or the flag (wire.md 4.1). */
export function isFeedWithoutEvents(body: unknown): boolean {
  return (
    isJsonObject(body) &&
    !hasOtherList(body) &&
    CURSOR_MEMBERS.some((name) => body[name] !== undefined && body[name] !== null)
  );
}
