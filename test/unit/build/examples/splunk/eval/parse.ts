/** The syntax tree of an eval expression. OR binds weakest, then AND, NOT, comparisons, `+ - .`, `* /`. */
import { type Token, tokenize } from './tokens';

export type Node =
  | { readonly kind: 'literal'; readonly value: string | number }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[] }
  | { readonly kind: 'not'; readonly of: Node }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Node; readonly right: Node };

/** From the weakest to the strongest. */
const LEVELS: readonly (readonly string[])[] = [
  ['OR'],
  ['AND'],
  ['=', '==', '!=', '<', '>', '<=', '>='],
  ['+', '-', '.'],
  ['*', '/'],
];
const NOT_LEVEL = 2;

class Parser {
  #at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  parse(): Node {
    const node = this.#binary(0);
    this.#expect('end', '');
    return node;
  }

  #binary(level: number): Node {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#operand();
    if (level === NOT_LEVEL && this.#take('name', 'NOT')) return { kind: 'not', of: this.#binary(level) };
    let left = this.#binary(level + 1);
    for (;;) {
      const { text, kind } = this.#next();
      if ((kind !== 'operator' && kind !== 'name') || !operators.includes(text)) return left;
      this.#at += 1;
      left = { kind: 'binary', operator: text, left, right: this.#binary(level + 1) };
    }
  }

  #operand(): Node {
    const token = this.#next();
    this.#at += 1;
    if (token.kind === 'text') return { kind: 'literal', value: token.text };
    if (token.kind === 'number') return { kind: 'literal', value: Number(token.text) };
    if (token.kind === 'field') return { kind: 'field', name: token.text };
    if (token.kind === 'name') {
      if (!this.#take('operator', '(')) return { kind: 'field', name: token.text };
      return { kind: 'call', name: token.text, args: this.#args() };
    }
    if (token.kind !== 'operator' || token.text !== '(') throw new Error(`Unexpected ${token.text}`);
    const inner = this.#binary(0);
    this.#expect('operator', ')');
    return inner;
  }

  #args(): Node[] {
    if (this.#take('operator', ')')) return [];
    const args = [this.#binary(0)];
    while (this.#take('operator', ',')) args.push(this.#binary(0));
    this.#expect('operator', ')');
    return args;
  }

  #next(): Token {
    return this.tokens[this.#at] ?? { kind: 'end', text: '' };
  }

  #take(kind: Token['kind'], text: string): boolean {
    const next = this.#next();
    const isIt = next.kind === kind && next.text === text;
    if (isIt) this.#at += 1;
    return isIt;
  }

  #expect(kind: Token['kind'], text: string): void {
    if (!this.#take(kind, text)) throw new Error(`Expected ${text || kind}, found ${this.#next().text}`);
  }
}

const parsed = new Map<string, Node>();

/** Each source is parsed once: the same settings are applied to many records. */
export function parseEval(source: string): Node {
  const node = parsed.get(source) ?? new Parser(tokenize(source)).parse();
  parsed.set(source, node);
  return node;
}
