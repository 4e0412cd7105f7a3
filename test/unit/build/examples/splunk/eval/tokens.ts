/** The tokens of an eval expression. Text that is none of them is refused. */

export interface Token {
  readonly kind: 'text' | 'number' | 'name' | 'field' | 'operator' | 'end';
  readonly text: string;
}

type Kind = Token['kind'] | 'blank';

const PATTERNS: readonly (readonly [kind: Kind, pattern: RegExp])[] = [
  ['blank', /\s+/y],
  ['text', /"(?:[^"\\]|\\.)*"/y],
  ['field', /'[^']+'/y],
  ['number', /\d+(?:\.\d+)?/y],
  ['name', /[A-Za-z_]\w*/y],
  ['operator', /!=|==|<=|>=|[=<>+\-*/.(),]/y],
];

/** `\"` is a quote; any other backslash stays, because most texts are patterns. */
const unquote = (text: string): string => text.slice(1, -1).replaceAll('\\"', '"');

export function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const found = matchAt(source, at);
    at += found.text.length;
    if (found.kind === 'blank') continue;
    const isQuoted = found.kind === 'text' || found.kind === 'field';
    tokens.push({ kind: found.kind, text: isQuoted ? unquote(found.text) : found.text });
  }
  return [...tokens, { kind: 'end', text: '' }];
}

function matchAt(source: string, at: number): { readonly kind: Kind; readonly text: string } {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const text = pattern.exec(source)?.[0];
    if (text !== undefined) return { kind, text };
  }
  throw new Error(`Not an expression: ${source.slice(at, at + 40)}`);
}
