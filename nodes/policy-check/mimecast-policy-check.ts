import type { NodeAPI } from 'node-red';
import { initPolicyCheckNode } from '../lib/runtime/assessment/policy-node';
import { registerNode } from '../lib/runtime/node-red/register-node';

export = (RED: NodeAPI): void => {
  registerNode(RED, 'mimecast-policy-check', initPolicyCheckNode);
};
