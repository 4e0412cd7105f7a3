import type { Node, NodeAPI } from 'node-red';
import { registerKriHistory } from '../lib/runtime/admin/kri';
import { initKriNode } from '../lib/runtime/assessment/kri-node';
import type { Config } from '../lib/runtime/node-red/parse-config';

export = (RED: NodeAPI): void => {
  registerKriHistory(RED);
  RED.nodes.registerType('mimecast-kri', function (this: Node, config: Config) {
    RED.nodes.createNode(this, config);
    initKriNode(RED, this, config);
  });
};
