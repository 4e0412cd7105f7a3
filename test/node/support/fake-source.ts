/** The six sources in a double of Node-RED, so that `send`, `done` and `status` can throw. */
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import { FakeNode, fakeAccount, fakeRuntime } from '../../doubles/fake-node';

import audit = require('../../../nodes/audit/mimecast-audit');
import directory = require('../../../nodes/directory/mimecast-directory');
import dlp = require('../../../nodes/dlp/mimecast-dlp');
import held = require('../../../nodes/held/mimecast-held');
import siem = require('../../../nodes/siem/mimecast-siem');
import ttp = require('../../../nodes/ttp/mimecast-ttp');

export interface Source {
  readonly module: (RED: NodeAPI) => void;
  readonly config: object;
}

export const SOURCES: Readonly<Record<string, Source>> = {
  siem: { module: siem, config: { types: 'receipt' } },
  'siem, stream': { module: siem, config: { feed: 'cg-stream', types: 'receipt' } },
  audit: { module: audit, config: {} },
  dlp: { module: dlp, config: { output: 'lines' } },
  ttp: { module: ttp, config: { types: 'url' } },
  held: { module: held, config: { types: 'held', baseline: true } },
  directory: { module: directory, config: { types: 'domains', output: 'page', baseline: true } },
};

/** As Node-RED makes a node of the type that a module registers. It polls on request only. */
export function startSource({ module, config }: Source, client: object, folder: string): FakeNode {
  const node = new FakeNode();
  const accountNode = fakeAccount(() => Promise.resolve(client));
  const RED = fakeRuntime(mkdtempSync(join(folder, 'user-')), { account: accountNode });
  const close = node.close.bind(node);
  node.close = () => close().then(() => accountNode.close());
  let make: ((this: FakeNode, config: object) => void) | undefined;
  Object.assign(RED.nodes, {
    registerType: (_type: string, init: typeof make) => {
      make = init;
    },
    createNode: () => undefined,
  });
  module(RED);
  assert.ok(make !== undefined);
  make.call(node, { account: 'account', every: 0, lookback: 1, ...config });
  RED.events.emit('flows:started');
  return node;
}
