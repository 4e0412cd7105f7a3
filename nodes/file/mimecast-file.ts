import type { Node, NodeAPI } from 'node-red';
import type { Config } from '../lib/runtime/node-red/parse-config';
import { initFileNode } from '../lib/runtime/sinks/file-node';

export = (RED: NodeAPI): void => {
  RED.nodes.registerType('mimecast-file', function (this: Node, config: Config) {
    RED.nodes.createNode(this, config);
    initFileNode(RED, this, config);
  });
};
