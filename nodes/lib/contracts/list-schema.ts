import { z } from 'zod';
import { MAX_LIST_LENGTH } from './json';

/** A list that can be gone through. A schema of a list reads its entries before it counts them, holes too. */
const boundedList = z.custom<readonly unknown[]>(
  (value) => Array.isArray(value) && value.length <= MAX_LIST_LENGTH,
);

/** A list in a message, with entries of this schema. */
export const listOf = <Entry extends z.ZodType>(entry: Entry) => boundedList.pipe(z.array(entry));
