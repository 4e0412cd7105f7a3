import type { Node, NodeAPI } from 'node-red';
import type { Config } from '../lib/runtime/node-red/parse-config';
import { attachRequest } from '../lib/runtime/flow/request-node';

export = (RED: NodeAPI): void => {
  RED.nodes.registerType('mimecast-request', function (this: Node, config: Config) {
    RED.nodes.createNode(this, config);
    attachRequest(RED, this, config);
  });
};
