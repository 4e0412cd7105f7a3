import type { Node, NodeAPI } from 'node-red';
import { attachPolicyCheck } from './lib/runtime/policy-node';
import type { Config } from './lib/runtime/read-config';

export = (RED: NodeAPI): void => {
  RED.nodes.registerType('mimecast-policy-check', function (this: Node, config: Config) {
    RED.nodes.createNode(this, config);
    attachPolicyCheck(RED, this, config);
  });
};
