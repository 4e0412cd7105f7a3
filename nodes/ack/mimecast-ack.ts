import type { NodeAPI } from 'node-red';
import { initAckNode } from '../lib/runtime/flow/ack-node';
import { registerNode } from '../lib/runtime/node-red/register-node';

export = (RED: NodeAPI): void => {
  registerNode(RED, 'mimecast-ack', initAckNode);
};
