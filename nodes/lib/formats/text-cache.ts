/** Longer texts are rarely the same again. */
const MAX_LENGTH = 200;

/** The same text in memory of its own: a part of a text would keep all of it, which may be a whole page of records. */
const ownText = (text: string): string => ` ${text}`.slice(1);

/**
 * A function that keeps its results, for texts that come again and again: types, actions, titles. Records can contain
 * any text, so the number of results is limited. A full cache begins anew: what it kept may not come any more.
 */
export function cached<Result>(maxResults: number, make: (text: string) => Result): (text: string) => Result {
  const results = new Map<string, Result>();
  return (text) => {
    const known = results.get(text);
    if (known !== undefined) return known;
    if (text.length > MAX_LENGTH) return make(text);
    const own = ownText(text);
    const result = make(own);
    if (results.size >= maxResults) results.clear();
    results.set(own, result);
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
