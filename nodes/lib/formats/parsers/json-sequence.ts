/** Objects one after another on one line, as bodies for the HTTP Event Collector may have them. */

/** The end of one object and the begin of the next. Most lines have no such place, and are not searched. */
const SEAM = /\}\s*\{/;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The index of the quote that ends the text after `start`. */
function endOfText(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

/** The index after the object that begins at `start`; undefined when it does not end. */
function endOfObject(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '"') at = endOfText(text, at);
    if (char === '{') depth += 1;
    if (char === '}') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return undefined;
}

/** The texts of the objects; undefined when the line is one JSON value, or has anything but objects. */
export function splitObjects(line: string): readonly string[] | undefined {
  if (!SEAM.test(line) || !line.trimStart().startsWith('{') || isJson(line)) return undefined;
  const parts: string[] = [];
  let start = 0;
  while (start < line.length) {
    const from = line.indexOf('{', start);
    if (from < 0) return line.slice(start).trim() === '' ? parts : undefined;
    if (line.slice(start, from).trim() !== '') return undefined;
    const end = endOfObject(line, from);
    if (end === undefined) return undefined;
    parts.push(line.slice(from, end));
    start = end;
  }
  return parts;
}
