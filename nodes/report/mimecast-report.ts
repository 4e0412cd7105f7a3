import type { NodeAPI } from 'node-red';
import { registerNode } from '../lib/runtime/node-red/register-node';
import { initReportNode } from '../lib/runtime/report/report-node';

export = (RED: NodeAPI): void => {
  registerNode(RED, 'mimecast-report', initReportNode);
};
