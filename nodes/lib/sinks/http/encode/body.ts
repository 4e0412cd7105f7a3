/** How the items of a request become its body. Pure. */
import type { HttpReceiver } from '../../../properties/node/http';

interface BodyForm {
  readonly contentType: string;
  readonly before: string;
  readonly between: string;
  readonly after: string;
}

const LINES = { before: '', between: '\n', after: '\n' } as const;
const ARRAY = { contentType: 'application/json', before: '[', between: ',', after: ']' } as const;

export const BODY_FORMS: Readonly<Record<HttpReceiver, BodyForm>> = {
  // objects one after the other, without an array
  hec: { ...LINES, contentType: 'application/json' },
  elastic: { ...LINES, contentType: 'application/x-ndjson' },
  azure: ARRAY,
  ndjson: { ...LINES, contentType: 'application/x-ndjson' },
  json: ARRAY,
};

/** Bytes around all items, at most. */
export const BODY_OVERHEAD = 2;
/** Bytes between two items. */
export const ITEM_OVERHEAD = 1;

/** @param alone the item is the body, without an array */
export function joinBody(receiver: HttpReceiver, items: readonly Buffer[], alone: boolean): Buffer {
  const [first] = items;
  if (alone && first !== undefined) return first;
  const { before, between, after } = BODY_FORMS[receiver];
  const parts: Buffer[] = [Buffer.from(before)];
  const separator = Buffer.from(between);
  for (const [index, item] of items.entries()) {
    if (index > 0) parts.push(separator);
    parts.push(item);
  }
  parts.push(Buffer.from(after));
  return Buffer.concat(parts);
}
