import type { Node } from 'node-red';

/** In a subflow: the id that the node has in the template, where people edit it. */
export function templateOf(node: Node): string | undefined {
  const alias: unknown = Reflect.get(node, '_alias');
  return typeof alias === 'string' ? alias : undefined;
}
