/** Longer texts are rarely the same again. */
const MAX_LENGTH = 200;

/**
 * A function that keeps its results, for texts that come again and again: types, actions, titles. Records can contain
 * any text, so the number of results is limited.
 */
export function cached<Result>(maxResults: number, make: (text: string) => Result): (text: string) => Result {
  const results = new Map<string, Result>();
  return (text) => {
    const known = results.get(text);
    if (known !== undefined) return known;
    const result = make(text);
    if (results.size < maxResults && text.length <= MAX_LENGTH) results.set(text, result);
    return result;
  };
}

/** A function that keeps its last result, for a text that is the same in all messages of one poll. */
export function lastCached<Result>(make: (text: string) => Result): (text: string) => Result {
  let last: { readonly text: string; readonly result: Result } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, result: make(text) };
    return last.result;
  };
}
