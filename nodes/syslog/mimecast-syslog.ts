import type { Node, NodeAPI } from 'node-red';
import type { Config } from '../lib/runtime/node-red/parse-config';
import { initSyslogNode } from '../lib/runtime/sinks/syslog-node';

export = (RED: NodeAPI): void => {
  RED.nodes.registerType('mimecast-syslog', function (this: Node, config: Config) {
    RED.nodes.createNode(this, config);
    initSyslogNode(RED, this, config);
  });
};
