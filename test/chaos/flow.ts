/** The flow under test: the same records to two independent sinks, each acknowledged. */
import type { FlowNode } from '../real/harness/node-red/node-red';

export interface FlowOptions {
  readonly apiUrl: string;
  readonly sinkUrl: string;
  readonly path: string;
  /** store of each source's position: `''` its own file, `context:<name>` a context store */
  readonly stores: Readonly<Record<SinkPath, string>>;
  readonly legs: readonly SinkPath[];
  /** in addition to the properties below */
  readonly source: Readonly<Record<string, unknown>>;
}

export const SINK_PATHS = ['http', 'file'] as const;
export type SinkPath = (typeof SINK_PATHS)[number];

export const SOURCES = { types: ['receipt', 'process'], chunk: 500, inFlight: 2, ackTimeoutS: 5 } as const;

/**
 * ms for which a batch stays in memory before it reaches a sink, and after the file before it is acknowledged. Random,
 * so that batches overtake each other: then some are in memory whenever the process is killed.
 */
const ON_ITS_WAY_MS = { least: 20, most: 180 };

export const IDS = { tab: 'c4a05000000000f0', http: 'c4a0500000000001', file: 'c4a0500000000011' } as const;
const Z = { z: IDS.tab };
const ACCOUNT = 'c4a05000000000a0';

/** With `credentials`: only the first deploy has them, as in the editor. */
export function flowOf(options: FlowOptions): FlowNode[] {
  return [
    { id: IDS.tab, type: 'tab', label: 'chaos', disabled: false },
    {
      ...{ id: ACCOUNT, type: 'mimecast-account', name: '', region: 'custom', baseUrl: options.apiUrl },
      credentials: { clientId: 'any', clientSecret: 'any' },
    },
    ...options.legs.flatMap((leg) => NODES[leg](options)),
  ];
}

function source(
  id: string,
  leg: SinkPath,
  output: string,
  to: string,
  { stores, source }: FlowOptions,
): FlowNode {
  const { types, chunk, inFlight, ackTimeoutS } = SOURCES;
  return {
    ...{ id, type: 'mimecast-siem', ...Z, name: leg, account: ACCOUNT, feed: 'cg-batch', output },
    ...{ every: 1, everyUnit: 'seconds', lookback: 24, types: types.join(', ') },
    ...{ delivery: 'ack', chunk, inFlight, ackTimeout: ackTimeoutS, acks: 1, store: stores[leg] },
    ...source,
    wires: [[to], []],
  };
}

function delay(id: string, to: string): FlowNode {
  const { least, most } = ON_ITS_WAY_MS;
  return {
    ...{ id, type: 'delay', ...Z, pauseType: 'random', randomUnits: 'milliseconds' },
    ...{ randomFirst: String(least), randomLast: String(most), timeout: '1', timeoutUnits: 'seconds' },
    ...{ rate: '1', nbRateUnits: '1', outputs: 1, wires: [[to]] },
  };
}

function ack(id: string): FlowNode {
  return { id, type: 'mimecast-ack', ...Z, settles: 'message', verdict: 'auto', accept: '', wires: [[]] };
}

function httpLeg(options: FlowOptions): FlowNode[] {
  return [
    source(IDS.http, 'http', 'page', 'c4a0500000000002', options),
    {
      ...{ id: 'c4a0500000000002', type: 'function', ...Z, outputs: 1, wires: [['c4a0500000000003']] },
      func: 'const { ids, type } = msg.mimecast;\nmsg.payload = { type, ids, records: msg.payload };\nreturn msg;',
    },
    delay('c4a0500000000003', 'c4a0500000000004'),
    {
      ...{ id: 'c4a0500000000004', type: 'http request', ...Z, method: 'POST', url: options.sinkUrl },
      ...{ ret: 'txt', paytoqs: 'ignore', persist: true, senderr: false, wires: [['c4a0500000000005']] },
    },
    ack('c4a0500000000005'),
  ];
}

function fileLeg(options: FlowOptions): FlowNode[] {
  return [
    source(IDS.file, 'file', 'lines', 'c4a0500000000012', options),
    delay('c4a0500000000012', 'c4a0500000000013'),
    {
      ...{ id: 'c4a0500000000013', type: 'mimecast-file', ...Z, path: options.path, rotate: 'none' },
      ...{ sync: 'batch', gzip: false, wires: [['c4a0500000000014']] },
    },
    delay('c4a0500000000014', 'c4a0500000000015'),
    ack('c4a0500000000015'),
    // A message that could not be written goes straight to the ack node that rejects it.
    {
      ...{ id: 'c4a0500000000016', type: 'catch', ...Z, scope: ['c4a0500000000013'], uncaught: false },
      wires: [['c4a0500000000015']],
    },
  ];
}

const NODES: Readonly<Record<SinkPath, (options: FlowOptions) => FlowNode[]>> = {
  http: httpLeg,
  file: fileLeg,
};
