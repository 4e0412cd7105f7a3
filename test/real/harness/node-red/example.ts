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

/** The flow with the given properties on every node of a type. */
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

/** The flow with a file node on one more output; it writes objects as JSON. */
export function withFileAt(
  nodes: readonly FlowNode[],
  { node: from, output }: { readonly node: string; readonly output: number },
  file: string,
): FlowNode[] {
  const extra: FlowNode = {
    id: `e2e${String(nodes.length).padStart(13, '0')}`,
    type: 'file',
    filename: file,
    filenameType: 'str',
    appendNewline: true,
    createDir: false,
    overwriteFile: 'false',
    encoding: 'none',
    z: nodes[0]?.id,
    wires: [[]],
  };
  const wired = nodes.map((node) =>
    node.id === from ? { ...node, wires: wiresWith(node, output, extra.id) } : node,
  );
  return [...wired, extra];
}

function wiresWith(node: FlowNode, output: number, to: string): string[][] {
  const wires = z.array(z.array(z.string())).parse(node['wires']);
  return wires.map((ids, index) => (index === output ? [...ids, to] : ids));
}

/** The reports of the source of the first example. */
export const withReportsTo = (nodes: readonly FlowNode[], file: string): FlowNode[] =>
  withFileAt(nodes, { node: FIRST_EXAMPLE_IDS.siem, output: 1 }, file);

/** The output file of the first example's file node when HOME is `home`. */
export const EVENTS_FILE = 'mimecast-siem-events.ndjson';

/** The folder below which the overview example writes `<log>/<type>-<day>.ndjson`, in the user directory. */
export const EVENTS_FOLDER = 'mimecast-events';

/** The nodes of the first example by their function. */
export const FIRST_EXAMPLE_IDS = {
  siem: '5e1e0000c0a00003',
  reports: '5e1e0000c0a00005',
  account: 'c0a0de300000acc0',
} as const;
