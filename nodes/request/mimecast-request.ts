import type { Node, NodeAPI } from 'node-red';
import { initRequestNode } from '../lib/runtime/flow/request-node';
import type { Config } from '../lib/runtime/node-red/parse-config';

export = (RED: NodeAPI): void => {
  RED.nodes.registerType('mimecast-request', function (this: Node, config: Config) {
    RED.nodes.createNode(this, config);
    initRequestNode(RED, this, config);
  });
};
