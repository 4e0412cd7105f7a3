/** The flow of all replicas: a number of accounts, a source each, one path to the sink for all of them. */
import type { FlowNode } from '../../real/harness/node-red/node-red';

export interface ClusterFlow {
  readonly accounts: number;
  readonly sinkUrl: string;
  readonly leaseLogUrl: string;
  readonly leaseS: number;
  /** seconds between two polls */
  readonly everyS: number;
}

export const SOURCE = { type: 'receipt', chunk: 100, inFlight: 2, ackTimeoutS: 5 } as const;
const ON_ITS_WAY_MS = { least: 20, most: 180 };

const TAB = 'c1a05000000000f0';
const Z = { z: TAB };
const CLUSTER = 'c1a05000000000c0';
const KEEP = 'c1a05000000000e1';
const DELAY = 'c1a05000000000e2';
const SINK = 'c1a05000000000e3';
const ACK = 'c1a05000000000e4';
const BOOK = 'c1a05000000000e5';

const hex = (number: number): string => number.toString(16).padStart(4, '0');
export const sourceId = (account: number): string => `c1a050000001${hex(account)}`;
export const clientOf = (account: number): string => `client-${account}`;

/** The settings that differ between replicas come from their environment. */
export const VARIABLES = { redis: 'CHAOS_REDIS', api: 'CHAOS_API', replica: 'CHAOS_REPLICA' } as const;

function accountNodes(number: number, { everyS }: ClusterFlow): FlowNode[] {
  const account = `c1a050000000${hex(number)}`;
  const reportNode = `c1a050000002${hex(number)}`;
  const { type, chunk, inFlight, ackTimeoutS } = SOURCE;
  return [
    {
      ...{ id: account, type: 'mimecast-account', name: clientOf(number), region: 'custom' },
      ...{ baseUrl: `\${${VARIABLES.api}}`, cluster: CLUSTER },
      credentials: { clientId: clientOf(number), clientSecret: 'any' },
    },
    {
      ...{ id: sourceId(number), type: 'mimecast-siem', ...Z, name: clientOf(number), account },
      ...{ feed: 'cg-batch', output: 'page', every: everyS, everyUnit: 'seconds', lookback: 24, types: type },
      ...{ delivery: 'ack', chunk, inFlight, ackTimeout: ackTimeoutS, acks: 1, store: '' },
      wires: [[KEEP], [reportNode]],
    },
    {
      id: reportNode,
      type: 'function',
      ...Z,
      outputs: 1,
      func: reportCode(clientOf(number)),
      wires: [[BOOK]],
    },
  ];
}

/** Each account delivers the same records: the sink distinguishes them by the source. */
const KEEP_CODE = `const { ids, batch } = msg.mimecast;
msg.payload = { type: batch.source, ids: ids.map((id) => batch.source + ':' + id), records: msg.payload };
return msg;`;

const reportCode = (client: string): string => `const { kind, token, at } = msg.payload;
if (!['acquired', 'released', 'standby'].includes(kind)) return null;
msg.payload = { replica: env.get('${VARIABLES.replica}'), client: '${client}', kind, token, at: Date.parse(at) };
return msg;`;

function http(id: string, url: string, to: string[]): FlowNode {
  return {
    ...{ id, type: 'http request', ...Z, method: 'POST', url, ret: 'txt', paytoqs: 'ignore' },
    ...{ persist: true, senderr: false, wires: [to] },
  };
}

export function clusterFlow(options: ClusterFlow): FlowNode[] {
  const accounts = Array.from({ length: options.accounts }, (_, number) => number);
  const { least, most } = ON_ITS_WAY_MS;
  return [
    { id: TAB, type: 'tab', label: 'cluster', disabled: false },
    {
      ...{ id: CLUSTER, type: 'mimecast-cluster', name: '', url: `\${${VARIABLES.redis}}`, tls: '' },
      ...{ prefix: 'chaos', lease: options.leaseS },
    },
    ...accounts.flatMap((number) => accountNodes(number, options)),
    { id: KEEP, type: 'function', ...Z, outputs: 1, func: KEEP_CODE, wires: [[DELAY]] },
    {
      ...{ id: DELAY, type: 'delay', ...Z, pauseType: 'random', randomUnits: 'milliseconds' },
      ...{ randomFirst: String(least), randomLast: String(most), timeout: '1', timeoutUnits: 'seconds' },
      ...{ rate: '1', nbRateUnits: '1', outputs: 1, wires: [[SINK]] },
    },
    http(SINK, options.sinkUrl, [ACK]),
    {
      ...{ id: ACK, type: 'mimecast-ack', ...Z, settles: 'message', verdict: 'auto', accept: '' },
      wires: [[]],
    },
    http(BOOK, options.leaseLogUrl, []),
  ];
}
