/** Flows with a source that waits for an ack node. */
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import { type FlowNode, helper } from '../support/account-helper';
import { useHarness } from '../support/each-test';
import { placed } from '../support/flow-nodes';
import { savedText } from '../support/saved-text';
import { listenerNodes, SiemHarness, siemNode, tab } from '../support/siem-harness';

import ack = require('../../../nodes/ack/mimecast-ack');

type Initializer = (RED: NodeAPI) => void;
const split: Initializer = require('@node-red/nodes/core/sequence/17-split.js');
const switching: Initializer = require('@node-red/nodes/core/function/10-switch.js');
const linking: Initializer = require('@node-red/nodes/core/common/60-link.js');

export const ackNode = (properties: Readonly<Record<string, unknown>> = {}): FlowNode => ({
  id: 'ack',
  type: 'mimecast-ack',
  ...placed,
  name: '',
  wires: [['records']],
  ...properties,
});
export const source = (properties: Readonly<Record<string, unknown>> = {}): FlowNode =>
  siemNode({ delivery: 'ack', output: 'event', wires: [['ack'], ['reports']], ...properties });
export const splitNode = (wires: string): FlowNode => ({
  id: 'split',
  type: 'split',
  ...placed,
  arraySplt: 1,
  arraySpltType: 'len',
  splt: '\\n',
  spltType: 'str',
  stream: false,
  wires: [[wires]],
});
export const joinNode = (wires: string): FlowNode => ({
  id: 'join',
  type: 'join',
  ...placed,
  mode: 'auto',
  accumulate: false,
  wires: [[wires]],
});
/** Passes the first record of each batch to the first output, all others to the second. */
export const switchNode = (wires: readonly (readonly string[])[]): FlowNode => ({
  id: 'switch',
  type: 'switch',
  ...placed,
  property: 'mimecast.batch.index',
  propertyType: 'msg',
  rules: [{ t: 'eq', v: '0', vt: 'num' }, { t: 'else' }],
  checkall: 'false',
  repair: false,
  outputs: 2,
  wires,
});

interface AckFlow {
  readonly harness: SiemHarness;
  load(nodes: readonly FlowNode[], sources?: readonly string[]): Promise<NodeAPI>;
  position(id?: string): Promise<string>;
  /** Starts a poll of four files; the position contains the name of the last file that was read to its end. */
  start(id?: string): void;
  /** number of records */
  arrived(): number;
}

/** For each test, a simulated tenant. */
export function useAckFlow(): AckFlow {
  let harness: SiemHarness;
  useHarness(async () => {
    harness = await SiemHarness.start();
    return harness;
  });
  return {
    get harness() {
      return harness;
    },
    load: (nodes, sources = ['siem']) =>
      harness.load([tab, harness.account(), ...nodes, ...listenerNodes(sources)], undefined, {}, [
        ack,
        split,
        switching,
        linking,
      ]),
    position: (id = 'siem') => savedText(join(harness.userDir, 'mimecast', 'positions', `${id}.json`)),
    start(id = 'siem') {
      const node = helper.getNode(id);
      if (node === null) throw new Error(`${id} does not run`);
      node.receive({});
    },
    arrived: () => harness.records.length,
  };
}
