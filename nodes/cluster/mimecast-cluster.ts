import type { NodeAPI } from 'node-red';
import { registerClusterTest } from '../lib/runtime/admin/cluster-test';
import { initClusterNode } from '../lib/runtime/cluster/cluster-node';
import { registerNode } from '../lib/runtime/node-red/register-node';

export = (RED: NodeAPI): void => {
  registerNode(RED, 'mimecast-cluster', initClusterNode);
  registerClusterTest(RED);
};
