/** `RED.nodes.registerType(…)` as the Flow Library finds it: with a parser, never by running it. */
import { type AnyNode, type ObjectExpression, parse } from 'acorn';

function* walk(node: AnyNode): Generator<AnyNode> {
  yield node;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === 'object' && child !== null && 'type' in child) yield* walk(child);
    }
  }
}

export interface Registration {
  readonly type: string;
  /** Of literals: the value. Of objects: their members by name. Of anything else: the kind of expression. */
  readonly definition: Readonly<Record<string, unknown>>;
}

/** Throws on syntax that the Flow Library cannot read: spreads, quoted or computed keys. */
function members(object: ObjectExpression): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const property of object.properties) {
    if (property.type !== 'Property' || property.key.type !== 'Identifier' || property.computed) {
      throw new Error(`unreadable member at ${property.start}`);
    }
    found[property.key.name] = value(property.value);
  }
  return found;
}

function value(node: AnyNode): unknown {
  if (node.type === 'Literal') return node.value;
  if (node.type === 'ObjectExpression') return members(node);
  if (node.type === 'FunctionExpression') return { parameters: node.params.length };
  return node.type;
}

export function registrations(script: string): Registration[] {
  const found: Registration[] = [];
  for (const node of walk(parse(script, { ecmaVersion: 2020 }))) {
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') continue;
    const { property } = node.callee;
    if (property.type !== 'Identifier' || property.name !== 'registerType') continue;
    const [type, definition] = node.arguments;
    if (type?.type !== 'Literal' || typeof type.value !== 'string') throw new Error('type is no literal');
    if (definition?.type !== 'ObjectExpression') throw new Error('definition is no literal');
    found.push({ type: type.value, definition: members(definition) });
  }
  return found;
}
