/** A flow with an HTTP sink, and receivers for it. */
import type { EventEmitter } from 'node:events';
import type { Node, NodeAPI } from 'node-red';
import { Cleanup } from '../../real/harness/process/cleanup';
import { HecDouble, type HecSettings } from '../../real/harness/servers/hec-double';
import { type HttpCall, type HttpReply, httpDouble } from '../../real/harness/servers/http-double';
import { type FlowNode, helper, loadFlow } from '../support/account-helper';

import http = require('../../../nodes/http/mimecast-http');

const tlsModule: (RED: NodeAPI) => void = require('@node-red/nodes/core/network/05-tls.js');

export const TOKEN = 'canary-hec-token-0123456789';

interface Sent {
  readonly payload?: unknown;
  readonly error?: { readonly message: string; readonly code?: string };
  readonly [property: string]: unknown;
}

export const asSent = (message: unknown): Sent => Object.assign({}, message);

export const flow = (properties: object, others: readonly FlowNode[] = []): FlowNode[] => [
  { id: 'tab', type: 'tab' },
  {
    ...{ id: 'sink', type: 'mimecast-http', z: 'tab', name: '', receiver: 'hec', batchTime: 0 },
    ...{ gzip: true, wires: [['after'], ['letters']], ...properties },
  },
  { id: 'after', type: 'helper', z: 'tab', wires: [] },
  { id: 'letters', type: 'helper', z: 'tab', wires: [] },
  { id: 'catcher', type: 'catch', z: 'tab', scope: null, uncaught: false, wires: [['caught']] },
  { id: 'caught', type: 'helper', z: 'tab', wires: [] },
  ...others,
];

interface Running {
  readonly sink: Node;
  readonly delivered: Sent[];
  readonly letters: Sent[];
  readonly caught: Sent[];
  readonly statuses: Sent[];
}

function nodeOf(id: string): Node {
  const node = helper.getNode(id);
  if (node === null) throw new Error(`there is no node ${id}`);
  return node;
}

/** The helper emits an event for every call of a method of a node. */
function spy(node: EventEmitter, method: 'status', onCall: (argument: unknown) => void): void {
  node.on(`call:${method}`, (call: { readonly firstArg?: unknown }) => onCall(call.firstArg));
}

const collect = (id: string): Sent[] => {
  const messages: Sent[] = [];
  nodeOf(id).on('input', (message: unknown) => void messages.push(asSent(message)));
  return messages;
};

interface HttpFlow {
  readonly cleanup: Cleanup;
  /** @param credentials of the sink; `others`: of other nodes, by their id */
  run(nodes: FlowNode[], credentials?: object, others?: Readonly<Record<string, object>>): Promise<Running>;
  /** A Splunk, and the calls that it got. */
  serve(settings?: HecSettings): Promise<{
    readonly splunk: HecDouble;
    readonly calls: HttpCall[];
    readonly url: string;
  }>;
}

export function useHttpFlow(): HttpFlow {
  const cleanup = new Cleanup();
  before(() => helper.startServer());
  after(() => helper.stopServer());
  afterEach(async () => {
    await helper.unload();
    await cleanup.close();
  });

  return {
    cleanup,
    async run(nodes, credentials = { token: TOKEN }, others = {}) {
      const statuses: Sent[] = [];
      await loadFlow(nodes, { sink: credentials, ...others }, [http, tlsModule]);
      const sink = nodeOf('sink');
      spy(sink, 'status', (status) => void statuses.push(asSent(status)));
      const [delivered, letters, caught] = [collect('after'), collect('letters'), collect('caught')];
      return { sink, delivered, letters, caught, statuses };
    },
    async serve(settings = {}) {
      const splunk = new HecDouble(TOKEN, {}, settings);
      const calls: HttpCall[] = [];
      const respond = (call: HttpCall): HttpReply => {
        calls.push(call);
        return splunk.respond(call);
      };
      return { splunk, calls, url: await httpDouble(respond, cleanup) };
    },
  };
}
