/** Work in steps of one account each: a thousand accounts take seconds, and others need the event loop meanwhile. */

export type Steps<T> = Generator<undefined, T>;

/** Takes all steps at once. */
export function finish<T>(steps: Steps<T>): T {
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

export interface FittingParts<P> {
  readonly parts: readonly P[];
  /** how many items have no part, because the text would be too long */
  readonly omitted: number;
}

export interface Frame {
  /** of what is there already */
  readonly length: number;
  /** of the sentence that says that parts are missing, at most */
  readonly noteLength: number;
  readonly maxLength: number;
}

export function* fittingParts<T, P extends { toString(): string }>(
  items: readonly T[],
  render: (item: T) => P,
  { length, noteLength, maxLength }: Frame,
): Steps<FittingParts<P>> {
  const parts: P[] = [];
  let total = length;
  for (const item of items) {
    const part = render(item);
    total += String(part).length;
    if (total > maxLength) {
      total -= String(part).length;
      break;
    }
    parts.push(part);
    yield;
  }
  const isComplete = parts.length === items.length;
  while (!isComplete && parts.length > 0 && total + noteLength > maxLength)
    total -= String(parts.pop()).length;
  return { parts, omitted: items.length - parts.length };
}
