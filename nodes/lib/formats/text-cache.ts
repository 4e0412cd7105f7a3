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
