import type { NodeAPI } from 'node-red';
import { registerKriHistory } from '../lib/runtime/admin/kri-history';
import { registerRunNow } from '../lib/runtime/admin/run-now';
import { initKriNode } from '../lib/runtime/assessment/kri-node';
import { registerNode } from '../lib/runtime/node-red/register-node';

export = (RED: NodeAPI): void => {
  registerNode(RED, 'mimecast-kri', initKriNode);
  registerKriHistory(RED);
  registerRunNow(RED, 'kri');
};
