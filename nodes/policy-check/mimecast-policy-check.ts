import type { NodeAPI } from 'node-red';
import { registerRunNow } from '../lib/runtime/admin/run-now';
import { initPolicyCheckNode } from '../lib/runtime/assessment/policy-node';
import { registerNode } from '../lib/runtime/node-red/register-node';

export = (RED: NodeAPI): void => {
  registerNode(RED, 'mimecast-policy-check', initPolicyCheckNode);
  registerRunNow(RED, 'policy-check');
};
