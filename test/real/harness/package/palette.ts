/** The editor's information about installed nodes. */
import { z } from 'zod';
import type { NodeRed } from '../node-red/node-red';

const nodeSet = z.object({
  id: z.string(),
  module: z.string(),
  version: z.string().optional(),
  types: z.array(z.string()),
  enabled: z.boolean(),
  err: z.unknown().optional(),
});

export type NodeSet = z.infer<typeof nodeSet>;

export async function nodeSets(nodeRed: NodeRed, module: string): Promise<NodeSet[]> {
  return z
    .array(nodeSet)
    .parse(await nodeRed.getJson('/nodes'))
    .filter((set) => set.module === module);
}

/** @returns paths below the editor's root */
export async function iconPaths(nodeRed: NodeRed, module: string): Promise<string[]> {
  const icons = z.record(z.string(), z.array(z.string())).parse(await nodeRed.getJson('/icons'));
  return (icons[module] ?? []).map((file) => `/icons/${module}/${file}`);
}

/** @returns the names of the module's example flows, as the import dialog lists them */
export async function exampleNames(nodeRed: NodeRed, module: string): Promise<string[]> {
  const entries = z
    .array(z.object({ fn: z.string() }))
    .parse(await nodeRed.getJson(`/library/examples/flows/${module}`));
  return entries.map((entry) => entry.fn);
}
