import type { NodeAPI } from 'node-red';
import { CREDENTIALS } from './lib/properties/credentials';
import { attachCluster, type ClusterNode } from './lib/runtime/cluster-node';
import { registerClusterTest } from './lib/runtime/cluster-test';
import type { Config } from './lib/runtime/read-config';

export = (RED: NodeAPI): void => {
  function MimecastCluster(this: ClusterNode, config: Config): void {
    RED.nodes.createNode(this, config);
    attachCluster(RED, this, config);
  }
  RED.nodes.registerType<ClusterNode, Config, object, object>('mimecast-cluster', MimecastCluster, {
    credentials: CREDENTIALS['mimecast-cluster'],
  });
  registerClusterTest(RED);
};
