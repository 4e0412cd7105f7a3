/** Node-RED with account nodes, in the test helper. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NodeAPI } from 'node-red';

import helper = require('node-red-node-test-helper');

import type { Account } from '../../../nodes/lib/runtime/account/account';

import account = require('../../../nodes/account/mimecast-account');

export { helper };

type Initializer = (RED: NodeAPI) => void;

export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

export const accountNode = (properties: Readonly<Record<string, unknown>> = {}): FlowNode => ({
  id: 'account',
  type: 'mimecast-account',
  name: '',
  region: 'global',
  ...properties,
});

export const CLIENT = { clientId: 'canary-client-id-77aa', clientSecret: 'canary-client-secret+/=91' };

/** Loads a flow and returns the run time's API, which the nodes get too. */
export async function loadFlow(
  flow: readonly FlowNode[],
  credentials: Readonly<Record<string, object>> = {},
  modules: readonly Initializer[] = [],
): Promise<NodeAPI> {
  let api: NodeAPI | undefined;
  const spy: Initializer = (RED) => {
    api = RED;
  };
  await helper.load([spy, account, ...modules], [...flow], { ...credentials });
  if (api === undefined) throw new Error('the helper did not start');
  return api;
}

const hasAccount = (node: unknown): node is { account: Account } =>
  typeof node === 'object' && node !== null && 'account' in node;

export function accountOf(id: string): Account {
  const node: unknown = helper.getNode(id);
  if (!hasAccount(node)) throw new Error(`${id} is no account node`);
  return node.account;
}

/** The admin API over HTTP. */
export async function listen(RED: NodeAPI): Promise<{ url: string; close(): Promise<void> }> {
  const server: Server = await new Promise((resolve) => {
    const listening: Server = RED.httpAdmin.listen(0, '127.0.0.1', () => resolve(listening));
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
