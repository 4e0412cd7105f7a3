/** A flow with a syslog node, its outputs, and a Catch node. */
import type { EventEmitter } from 'node:events';
import type { Node, NodeAPI } from 'node-red';
import type { Receiver } from '../../unit/sinks/syslog/support/receivers';
import { type Responder, relpServer } from '../../unit/sinks/syslog/support/relp-server';
import { type FlowNode, helper, loadFlow } from '../support/account-helper';

import syslog = require('../../../nodes/syslog/mimecast-syslog');

const tlsModule: (RED: NodeAPI) => void = require('@node-red/nodes/core/network/05-tls.js');

export interface Sent {
  readonly payload?: unknown;
  readonly error?: { readonly message: string; readonly code?: string };
  readonly [property: string]: unknown;
}

export const asSent = (message: unknown): Sent => Object.assign({}, message);

export const flow = (
  properties: object,
  others: readonly FlowNode[] = [],
  refusedWires: readonly string[][] = [],
): FlowNode[] => [
  { id: 'tab', type: 'tab' },
  {
    id: 'sink',
    type: 'mimecast-syslog',
    z: 'tab',
    name: '',
    host: '127.0.0.1',
    protocol: 'relp',
    wires: [['after'], ...refusedWires],
    ...properties,
  },
  { id: 'after', type: 'helper', z: 'tab', wires: [] },
  { id: 'catcher', type: 'catch', z: 'tab', scope: null, uncaught: false, wires: [['caught']] },
  { id: 'caught', type: 'helper', z: 'tab', wires: [] },
  ...others,
];

export interface Running {
  readonly sink: Node;
  readonly delivered: Sent[];
  readonly caught: Sent[];
  readonly statuses: Sent[];
}

export function nodeOf(id: string): Node {
  const node = helper.getNode(id);
  if (node === null) throw new Error(`there is no node ${id}`);
  return node;
}

/** The helper emits an event for every call of a method of a node. */
export function spy(
  node: EventEmitter,
  method: 'status' | 'warn',
  onCall: (argument: unknown) => void,
): void {
  node.on(`call:${method}`, (call: { readonly firstArg?: unknown }) => onCall(call.firstArg));
}

export function useSyslogFlows() {
  const servers: Receiver[] = [];
  before(() => helper.startServer());
  after(() => helper.stopServer());
  afterEach(async () => {
    await helper.unload();
    for (const server of servers.splice(0)) await server.stop();
  });

  async function serve(respond?: Responder, options?: Parameters<typeof relpServer>[1]) {
    const server = await relpServer(respond, options);
    servers.push(server);
    return server;
  }

  async function run(nodes: FlowNode[], credentials = {}): Promise<Running> {
    const statuses: Sent[] = [];
    await loadFlow(nodes, credentials, [syslog, tlsModule]);
    const sink = nodeOf('sink');
    spy(sink, 'status', (status) => void statuses.push(asSent(status)));
    const [delivered, caught]: [Sent[], Sent[]] = [[], []];
    nodeOf('after').on('input', (message: unknown) => void delivered.push(asSent(message)));
    nodeOf('caught').on('input', (message: unknown) => void caught.push(asSent(message)));
    return { sink, delivered, caught, statuses };
  }

  return { serve, run };
}
