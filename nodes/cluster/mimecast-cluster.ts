import type { NodeAPI } from 'node-red';
import { CREDENTIALS } from '../lib/properties/credentials';
import { registerClusterTest } from '../lib/runtime/admin/cluster-test';
import { type ClusterNode, initClusterNode } from '../lib/runtime/cluster/cluster-node';
import type { Config } from '../lib/runtime/node-red/parse-config';

export = (RED: NodeAPI): void => {
  function MimecastCluster(this: ClusterNode, config: Config): void {
    RED.nodes.createNode(this, config);
    initClusterNode(RED, this, config);
  }
  RED.nodes.registerType<ClusterNode, Config, object, object>('mimecast-cluster', MimecastCluster, {
    credentials: CREDENTIALS['mimecast-cluster'],
  });
  registerClusterTest(RED);
};
