import type { Parsed, Problem } from './kinds';

/** A piece of a path template: fixed text, a UTC time, or something that a message says. */
export type PathPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'time'; readonly format: string }
  | { readonly kind: 'value'; readonly path: readonly string[] };

/** Short names for what our own messages carry; anything else is reached as `{msg.…}`. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  log: ['mimecast', 'log'],
  type: ['mimecast', 'type'],
  account: ['mimecast', 'account'],
  topic: ['topic'],
};
const TIME = /^(?=.*[yMdHms])(?:yyyy|MM|dd|HH|mm|ss|[-_.T])+$/;
const PROPERTY = /^msg(?:\.[A-Za-z_]\w*)+$/;

const refuse = (key: string, values: Problem['values'] = {}): Parsed<never> => ({
  ok: false,
  problem: { key, values },
});

function token(name: string): PathPart | undefined {
  const word = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
  if (word !== undefined) return { kind: 'value', path: word };
  if (TIME.test(name)) return { kind: 'time', format: name };
  return PROPERTY.test(name) ? { kind: 'value', path: name.split('.').slice(1) } : undefined;
}

/**
 * A folder of one's own choice before the first value: a record could otherwise name a file beside the flows
 * and settings (`{type}.json`) or at the root of the disk. `..` leads back there: what stands before it does not
 * count, and behind a value it is refused. Whether `\` separates depends on the system; this holds for both.
 */
function hasFixedFolder(parts: readonly PathPart[]): boolean {
  const first = parts.findIndex(({ kind }) => kind === 'value');
  if (first === -1) return true;
  const head = foldersOf(parts.slice(0, first)).slice(0, -1);
  const own = head.slice(head.lastIndexOf('..') + 1);
  const hasOwn = own.some((folder) => !/^(?:\.?|[A-Za-z]:)$/.test(folder));
  return hasOwn && !foldersOf(parts.slice(first)).includes('..');
}

function foldersOf(parts: readonly PathPart[]): readonly string[] {
  return parts
    .map((part) => (part.kind === 'text' ? part.text : '0'))
    .join('')
    .split(/[\\/]/);
}

/** The parts of a path template such as `mimecast-events/{log}/{type}-{yyyy-MM-dd}.ndjson`. */
export function parseFilePath(template: string): Parsed<readonly PathPart[]> {
  const parts: PathPart[] = [];
  for (const [piece] of template.matchAll(/\{[^{}]*\}|[^{}]+|[{}]/g)) {
    if (piece === '{' || piece === '}') return refuse('pathBrace', { value: template.slice(0, 60) });
    const part: PathPart | undefined = piece.startsWith('{')
      ? token(piece.slice(1, -1).trim())
      : { kind: 'text', text: piece };
    if (part === undefined) return refuse('pathToken', { value: piece.slice(0, 60) });
    parts.push(part);
  }
  if (template.includes('\0') || /(?:^|[\\/])\.{0,2}$/.test(template)) return refuse('pathName');
  return hasFixedFolder(parts) ? { ok: true, value: parts } : refuse('pathFolder');
}
