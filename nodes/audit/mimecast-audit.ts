import type { NodeAPI } from 'node-red';
import { auditProperties } from '../lib/properties/node/audit';
import { registerSourceNode } from '../lib/runtime/source/source-node';
import { auditLog } from '../lib/streams/window/logs/audit';
import { createWindowStream } from '../lib/streams/window/stream';

export = (RED: NodeAPI): void => {
  registerSourceNode(RED, {
    type: 'mimecast-audit',
    properties: auditProperties,
    streams: ({ categories }) => [createWindowStream(auditLog({ categories }))],
  });
};
