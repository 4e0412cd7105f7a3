import type { Node, NodeAPI } from 'node-red';
import { initAckNode } from '../lib/runtime/flow/ack-node';
import type { Config } from '../lib/runtime/node-red/parse-config';

export = (RED: NodeAPI): void => {
  RED.nodes.registerType('mimecast-ack', function (this: Node, config: Config) {
    RED.nodes.createNode(this, config);
    initAckNode(RED, this, config);
  });
};
