import type { Node, NodeAPI } from 'node-red';
import { registerKriAdmin } from '../lib/runtime/admin/kri';
import { attachKri } from '../lib/runtime/assessment/kri-node';
import type { Config } from '../lib/runtime/node-red/parse-config';

export = (RED: NodeAPI): void => {
  registerKriAdmin(RED);
  RED.nodes.registerType('mimecast-kri', function (this: Node, config: Config) {
    RED.nodes.createNode(this, config);
    attachKri(RED, this, config);
  });
};
