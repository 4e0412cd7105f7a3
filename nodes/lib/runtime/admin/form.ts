/** The limits of what a browser sends to an admin endpoint. Node-RED itself limits a request to 5 MB (`apiMaxLength`). */
import type { z } from 'zod';
import { isDeep } from '../../contracts/json';

/** Names, texts and members of the body of a dialog, in characters. Each field of it has at most 4,096. */
export const MAX_FORM_LENGTH = 128 * 1024;
/** The same for a body with the nodes of the editor. */
export const MAX_NODES_LENGTH = 4 * 1024 * 1024;
/** Levels of objects and lists. The deepest is a subflow in the list of nodes: no dialog sends half of it. */
export const MAX_FORM_DEPTH = 16;

/** @returns undefined when the body is too large, too deep, or not what the schema says */
export function readForm<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
  maxLength = MAX_FORM_LENGTH,
): z.output<Schema> | undefined {
  if (isDeep(body, MAX_FORM_DEPTH) || isLong(body, maxLength)) return undefined;
  return schema.safeParse(body).data;
}

/** Whether names, texts and members together have more characters; about the length of the JSON. */
function isLong(body: unknown, maxLength: number): boolean {
  let left = maxLength;
  const take = (value: unknown): boolean => {
    left -= typeof value === 'string' ? value.length : 1;
    if (left < 0) return false;
    if (typeof value !== 'object' || value === null) return true;
    return Array.isArray(value)
      ? value.every(take)
      : Object.entries(value).every(([name, member]) => take(name) && take(member));
  };
  return !take(body);
}
