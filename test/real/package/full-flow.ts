/** A flow with every node that stores something, made of the examples of an installed release. */
import { join } from 'node:path';
import {
  type AccountChoice,
  readFlow,
  withAccount,
  withFileAt,
  withProperties,
} from '../harness/node-red/example';
import type { FlowNode } from '../harness/node-red/node-red';

/** Nodes of the examples by their function; and those that are added here. */
export const FULL_FLOW_IDS = {
  ack: '5e1e0000c0af0007',
  tab: '5e1e0000c0af0001',
  siem: '5e1e0000c0af0010',
  stream: '5e1e0000c0af0110',
  batchFile: '5e1e0000c0af0111',
  streamFile: '5e1e0000c0af0112',
  kri: '5e1e0000d2a00004',
  kriInject: '5e1e0000d2a00003',
  policy: '5e1e0000d0a04207',
  policyInject: '5e1e0000d0a04206',
} as const;

export const INDICATORS = [
  'mimecast_impersonation_not_blocked_24h',
  'mimecast_hold_queue_size',
  'mimecast_policy_changes_24h',
];

/** Output files in the user directory. */
export const OUTPUT = {
  batch: 'upgrade-batch.ndjson',
  stream: 'upgrade-stream.ndjson',
  indicators: 'upgrade-kri.ndjson',
  findings: 'upgrade-findings.ndjson',
  policyRuns: 'upgrade-policy-runs.ndjson',
} as const;

/** A path with the name of a log needs a fixed folder. */
const FOLDER = 'upgrade-logs';

/** The output file of a log, in the user directory. */
export const outputOf = (log: string): string => `${FOLDER}/${log}.ndjson`;

const SOURCES = ['siem', 'audit', 'dlp', 'ttp', 'held', 'directory'].map((log) => `mimecast-${log}`);

const EXAMPLES = [
  '13 - All logs to files by type',
  '30 - Key risk indicators to a file',
  '42 - Who changed this policy',
];

/** @param installed the folder of the installed package */
export async function fullFlow(
  installed: string,
  userDir: string,
  account: AccountChoice,
): Promise<FlowNode[]> {
  const examples = await Promise.all(
    EXAMPLES.map((name) => readFlow(join(installed, 'examples', `${name}.json`))),
  );
  // All examples have the same account.
  const byId = new Map(examples.flat().map((node) => [node.id, node]));
  let flow = withAccount([...byId.values()], account);
  for (const type of SOURCES)
    flow = withProperties(flow, type, { every: 2, everyUnit: 'seconds', types: '', inFlight: 1 });
  flow = withProperties(flow, 'mimecast-siem', { types: 'receipt, delivery' });
  flow = withProperties(flow, 'mimecast-held', { types: 'held, releases, rejections' });
  flow = withProperties(flow, 'mimecast-file', { path: `${FOLDER}/{log}.{type}.ndjson` });
  flow = withProperties(flow, 'mimecast-kri', { indicators: INDICATORS.join(',') });
  const withStream = flow.flatMap((node) => (node.id === FULL_FLOW_IDS.siem ? feeds(node) : [node]));
  const files = [
    [FULL_FLOW_IDS.kri, 0, OUTPUT.indicators],
    [FULL_FLOW_IDS.policy, 0, OUTPUT.findings],
    [FULL_FLOW_IDS.policy, 1, OUTPUT.policyRuns],
  ] as const;
  return files.reduce<FlowNode[]>(
    (nodes, [node, output, name]) => withFileAt(nodes, { node, output }, join(userDir, name)),
    withStream,
  );
}

/** The SIEM node for the files, and another one for the stream, each with a file node of its own. */
function feeds(siem: FlowNode): FlowNode[] {
  const { tab: z, ack, stream, batchFile, streamFile } = FULL_FLOW_IDS;
  const file = { type: 'mimecast-file', z, name: '', rotate: 'none', sync: 'batch', gzip: false };
  return [
    { ...siem, wires: [[batchFile], []] },
    { ...siem, id: stream, feed: 'cg-stream', types: 'receipt', wires: [[streamFile], []] },
    { ...file, id: batchFile, path: OUTPUT.batch, wires: [[ack]] },
    { ...file, id: streamFile, path: OUTPUT.stream, wires: [[ack]] },
  ];
}
