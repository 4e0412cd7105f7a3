import type { Node, NodeAPI } from 'node-red';
import { attachFile } from '../lib/runtime/sinks/file-node';
import type { Config } from '../lib/runtime/node-red/parse-config';

export = (RED: NodeAPI): void => {
  RED.nodes.registerType('mimecast-file', function (this: Node, config: Config) {
    RED.nodes.createNode(this, config);
    attachFile(RED, this, config);
  });
};
