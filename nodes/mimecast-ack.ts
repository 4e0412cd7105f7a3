import type { Node, NodeAPI, NodeDef } from 'node-red';
import { attachAck } from './lib/runtime/ack-node';

type Config = NodeDef & Readonly<Record<string, unknown>>;

export = (RED: NodeAPI): void => {
  RED.nodes.registerType('mimecast-ack', function (this: Node, config: Config) {
    RED.nodes.createNode(this, config);
    attachAck(RED, this, config);
  });
};
