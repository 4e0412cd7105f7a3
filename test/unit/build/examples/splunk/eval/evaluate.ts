/** Evaluates an expression against the fields of one event. */
import { FUNCTIONS } from './functions';
import type { Node } from './parse';
import { isTrue, numberOf, textOf, type Value } from './values';

export type Fields = ReadonlyMap<string, Value>;

const ARITHMETIC: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
};

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '==': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '>': (order) => order > 0,
  '<=': (order) => order <= 0,
  '>=': (order) => order >= 0,
};

/** Numbers are compared as numbers, everything else as text. */
function orderOf(left: Value, right: Value): number | null {
  const numbers = [numberOf(left), numberOf(right)];
  const [first, second] = numbers;
  if (first !== null && second !== null && first !== undefined && second !== undefined) return first - second;
  const texts = [textOf(left, 'comparison'), textOf(right, 'comparison')];
  const [a, b] = texts;
  if (a === null || b === null || a === undefined || b === undefined) return null;
  return a === b ? 0 : a < b ? -1 : 1;
}

function applyOperator(operator: string, left: Value, right: Value): Value {
  const arithmetic = ARITHMETIC[operator];
  if (arithmetic !== undefined) {
    const [first, second] = [numberOf(left), numberOf(right)];
    return first === null || second === null ? null : arithmetic(first, second);
  }
  if (operator === '.') {
    const [first, second] = [textOf(left, '.'), textOf(right, '.')];
    return first === null || second === null ? null : first + second;
  }
  const order = orderOf(left, right);
  const compare = COMPARISONS[operator];
  if (compare === undefined) throw new Error(`Unknown operator ${operator}`);
  return order === null ? null : compare(order);
}

export function evaluate(node: Node, fields: Fields): Value {
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'field':
      return fields.get(node.name) ?? null;
    case 'not':
      return !isTrue(evaluate(node.of, fields));
    case 'call': {
      const run = FUNCTIONS.get(node.name);
      if (run === undefined) throw new Error(`Unknown function ${node.name}`);
      return run(node.args.map((arg) => () => evaluate(arg, fields)));
    }
    case 'binary': {
      const left = evaluate(node.left, fields);
      if (node.operator === 'AND') return isTrue(left) && isTrue(evaluate(node.right, fields));
      if (node.operator === 'OR') return isTrue(left) || isTrue(evaluate(node.right, fields));
      return applyOperator(node.operator, left, evaluate(node.right, fields));
    }
  }
}

/** The names of all fields that an expression reads. */
export function fieldsRead(node: Node): readonly string[] {
  switch (node.kind) {
    case 'literal':
      return [];
    case 'field':
      return [node.name];
    case 'not':
      return fieldsRead(node.of);
    case 'call':
      return node.args.flatMap(fieldsRead);
    case 'binary':
      return [...fieldsRead(node.left), ...fieldsRead(node.right)];
  }
}
