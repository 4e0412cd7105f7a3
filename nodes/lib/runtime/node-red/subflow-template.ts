import type { Node } from 'node-red';

/** For a node in a subflow instance: the id of the node in the template, where it is edited. */
export function subflowTemplateId(node: Node): string | undefined {
  const alias: unknown = Reflect.get(node, '_alias');
  return typeof alias === 'string' ? alias : undefined;
}
