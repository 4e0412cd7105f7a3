import type { Node, NodeAPI } from 'node-red';
import { registerKriAdmin } from './lib/runtime/kri-admin';
import { attachKri } from './lib/runtime/kri-node';
import type { Config } from './lib/runtime/read-config';

export = (RED: NodeAPI): void => {
  registerKriAdmin(RED);
  RED.nodes.registerType('mimecast-kri', function (this: Node, config: Config) {
    RED.nodes.createNode(this, config);
    attachKri(RED, this, config);
  });
};
