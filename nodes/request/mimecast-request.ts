import type { NodeAPI } from 'node-red';
import { initRequestNode } from '../lib/runtime/flow/request-node';
import { registerNode } from '../lib/runtime/node-red/register-node';

export = (RED: NodeAPI): void => {
  registerNode(RED, 'mimecast-request', initRequestNode);
};
