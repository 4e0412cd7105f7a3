import type { NodeAPI } from 'node-red';
import { registerNode } from '../lib/runtime/node-red/register-node';
import { initHttpNode } from '../lib/runtime/sinks/http-node';

export = (RED: NodeAPI): void => {
  registerNode(RED, 'mimecast-http', initHttpNode);
};
