/**
 * The searches of event types: `field="value"` with `*`, `field IN (…)`, NOT, OR, parentheses; terms side by side are ANDed.
 * In a search OR binds stronger than AND, so a term beside an OR must have parentheses: anything else is refused.
 */
import { listOf, type Value } from './eval/values';

export type Search =
  | { readonly kind: 'is'; readonly field: string; readonly values: readonly string[] }
  | { readonly kind: 'not'; readonly of: Search }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Search[] };

const TOKEN = /\s*("[^"]*"|[()=,]|[\w.]+)\s*/y;

function tokenize(source: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(source)?.[1];
    if (token === undefined) throw new Error(`Not a search: ${source.slice(at)}`);
    tokens.push(token);
  }
  return tokens;
}

class Parser {
  #at = 0;

  constructor(private readonly tokens: readonly string[]) {}

  parse(): Search {
    const search = this.#terms();
    if (this.#at < this.tokens.length) throw new Error(`Unexpected ${this.tokens[this.#at]}`);
    return search;
  }

  #terms(): Search {
    const terms = [this.#term()];
    const operators = new Set<string>();
    while (this.#at < this.tokens.length && this.tokens[this.#at] !== ')') {
      operators.add(this.#take('OR') ? 'OR' : 'AND');
      terms.push(this.#term());
    }
    if (operators.size > 1) throw new Error('OR beside AND without parentheses');
    return { kind: operators.has('OR') ? 'any' : 'all', of: terms };
  }

  #term(): Search {
    if (this.#take('NOT')) return { kind: 'not', of: this.#term() };
    if (this.#take('(')) {
      const inner = this.#terms();
      this.#expect(')');
      return inner;
    }
    const field = this.#word();
    if (this.#take('=')) return { kind: 'is', field, values: [this.#quoted()] };
    this.#expect('IN');
    this.#expect('(');
    const values = [this.#quoted()];
    while (this.#take(',')) values.push(this.#quoted());
    this.#expect(')');
    return { kind: 'is', field, values };
  }

  #word(): string {
    const token = this.tokens[this.#at] ?? '';
    if (!/^\w+$/.test(token)) throw new Error(`Not a field: ${token}`);
    this.#at += 1;
    return token;
  }

  #quoted(): string {
    const token = this.tokens[this.#at] ?? '';
    if (!token.startsWith('"')) throw new Error(`Not a quoted value: ${token}`);
    this.#at += 1;
    return token.slice(1, -1);
  }

  #take(token: string): boolean {
    const isIt = this.tokens[this.#at] === token;
    if (isIt) this.#at += 1;
    return isIt;
  }

  #expect(token: string): void {
    if (!this.#take(token)) throw new Error(`Expected ${token}, found ${this.tokens[this.#at]}`);
  }
}

export const parseSearch = (source: string): Search => new Parser(tokenize(source)).parse();

/** Values are compared without case; `*` stands for any text. */
function isLike(text: string, wanted: string): boolean {
  const pattern = wanted.split('*').map((part) => part.replace(/[\\^$.|?+(){}[\]]/g, '\\$&'));
  return new RegExp(`^${pattern.join('[^]*')}$`, 'i').test(text);
}

export function matches(search: Search, fields: ReadonlyMap<string, Value>): boolean {
  switch (search.kind) {
    case 'is':
      return listOf(fields.get(search.field) ?? null).some((text) =>
        search.values.some((wanted) => isLike(text, wanted)),
      );
    case 'not':
      return !matches(search.of, fields);
    case 'all':
      return search.of.every((one) => matches(one, fields));
    case 'any':
      return search.of.some((one) => matches(one, fields));
  }
}
