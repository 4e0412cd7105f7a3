import type { Node, NodeAPI } from 'node-red';
import { initPolicyCheckNode } from '../lib/runtime/assessment/policy-node';
import type { Config } from '../lib/runtime/node-red/parse-config';

export = (RED: NodeAPI): void => {
  RED.nodes.registerType('mimecast-policy-check', function (this: Node, config: Config) {
    RED.nodes.createNode(this, config);
    initPolicyCheckNode(RED, this, config);
  });
};
