import type { NodeAPI } from 'node-red';
import { initFormatNode } from '../lib/runtime/flow/format-node';
import { registerNode } from '../lib/runtime/node-red/register-node';

export = (RED: NodeAPI): void => {
  registerNode(RED, 'mimecast-format', initFormatNode);
};
