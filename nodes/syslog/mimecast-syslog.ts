import type { NodeAPI } from 'node-red';
import { registerNode } from '../lib/runtime/node-red/register-node';
import { initSyslogNode } from '../lib/runtime/sinks/syslog-node';

export = (RED: NodeAPI): void => {
  registerNode(RED, 'mimecast-syslog', initSyslogNode);
};
