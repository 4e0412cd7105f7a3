import type { NodeAPI } from 'node-red';
import { registerNode } from '../lib/runtime/node-red/register-node';
import { initFileNode } from '../lib/runtime/sinks/file-node';

export = (RED: NodeAPI): void => {
  registerNode(RED, 'mimecast-file', initFileNode);
};
