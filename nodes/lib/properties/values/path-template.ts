import type { ParseResult, ValidationProblem } from '../property-types';

/** A part of a path template: fixed text, a UTC time, or a value from the message. */
export type PathPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'time'; readonly format: string }
  | { readonly kind: 'value'; readonly path: readonly string[] };

/** Placeholders for members that this package's own messages have. All others are written as `{msg.…}`. */
const PLACEHOLDERS: Readonly<Record<string, readonly string[]>> = {
  log: ['mimecast', 'log'],
  type: ['mimecast', 'type'],
  account: ['mimecast', 'account'],
  topic: ['topic'],
};
const TIME = /^(?=.*[yMdHms])(?:yyyy|MM|dd|HH|mm|ss|[-_.T])+$/;
const PROPERTY = /^msg(?:\.[A-Za-z_]\w*)+$/;

const invalid = (key: string, values: ValidationProblem['values'] = {}): ParseResult<never> => ({
  ok: false,
  problem: { key, values },
});

function parsePlaceholder(name: string): PathPart | undefined {
  const path = Object.hasOwn(PLACEHOLDERS, name) ? PLACEHOLDERS[name] : undefined;
  if (path !== undefined) return { kind: 'value', path };
  if (TIME.test(name)) return { kind: 'time', format: name };
  return PROPERTY.test(name) ? { kind: 'value', path: name.split('.').slice(1) } : undefined;
}

/**
 * Requires a fixed folder before the first value. Otherwise a record could select a file next to the flows and settings
 * (`{type}.json`) or in the root directory. Folders before `..` do not count, and `..` after a value is refused.
 * Both `/` and `\` are treated as separators, because `\` is one on some systems only.
 */
function hasFixedFolder(parts: readonly PathPart[]): boolean {
  const first = parts.findIndex(({ kind }) => kind === 'value');
  if (first === -1) return true;
  const head = foldersOf(parts.slice(0, first)).slice(0, -1);
  const remaining = head.slice(head.lastIndexOf('..') + 1);
  const hasFolder = remaining.some((folder) => !/^(?:\.?|[A-Za-z]:)$/.test(folder));
  return hasFolder && !foldersOf(parts.slice(first)).includes('..');
}

function foldersOf(parts: readonly PathPart[]): readonly string[] {
  return parts
    .map((part) => (part.kind === 'text' ? part.text : '0'))
    .join('')
    .split(/[\\/]/);
}

/** The parts of a path template such as `mimecast-events/{log}/{type}-{yyyy-MM-dd}.ndjson`. */
export function parseFilePath(template: string): ParseResult<readonly PathPart[]> {
  const parts: PathPart[] = [];
  for (const [piece] of template.matchAll(/\{[^{}]*\}|[^{}]+|[{}]/g)) {
    if (piece === '{' || piece === '}') return invalid('pathBrace', { value: template.slice(0, 60) });
    const part: PathPart | undefined = piece.startsWith('{')
      ? parsePlaceholder(piece.slice(1, -1).trim())
      : { kind: 'text', text: piece };
    if (part === undefined) return invalid('pathToken', { value: piece.slice(0, 60) });
    parts.push(part);
  }
  if (template.includes('\0') || /(?:^|[\\/])\.{0,2}$/.test(template)) return invalid('pathName');
  return hasFixedFolder(parts) ? { ok: true, value: parts } : invalid('pathFolder');
}
