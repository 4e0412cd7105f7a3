/** The flows in examples/, and the small changes that point them at another tenant. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { FlowNode } from './node-red';

const flow = z.array(z.looseObject({ id: z.string(), type: z.string() })).min(1);

export async function readFlow(file: string): Promise<FlowNode[]> {
  return flow.parse(JSON.parse(await readFile(file, 'utf8')));
}

export interface AccountChoice {
  readonly region: string;
  readonly baseUrl?: string;
  readonly credentials: { readonly clientId: string; readonly clientSecret: string };
}

/** The flow with the properties given set on every node of a type. */
export function withProperties(
  nodes: readonly FlowNode[],
  type: string,
  properties: Readonly<Record<string, unknown>>,
): FlowNode[] {
  return nodes.map((node) => (node.type === type ? { ...node, ...properties } : node));
}

export function withAccount(nodes: readonly FlowNode[], account: AccountChoice): FlowNode[] {
  return withProperties(nodes, 'mimecast-account', { name: '', baseUrl: '', ...account });
}

/** Where the first example's file node writes when HOME is `home`. */
export const EVENTS_FILE = 'mimecast-siem-events.ndjson';

/** The nodes of the first example by what they are. */
export const FIRST_EXAMPLE_IDS = {
  siem: '5e1e0000c0a00003',
  reports: '5e1e0000c0a00005',
  account: 'c0a0de300000acc0',
} as const;
