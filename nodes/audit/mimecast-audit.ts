import type { NodeAPI } from 'node-red';
import { auditProperties } from '../lib/properties/node/audit';
import { registerSource } from '../lib/runtime/source/source-node';
import { auditLog } from '../lib/streams/window/logs/audit';
import { windowStream } from '../lib/streams/window/stream';

export = (RED: NodeAPI): void => {
  registerSource(RED, {
    type: 'mimecast-audit',
    properties: auditProperties,
    streams: ({ categories }) => [windowStream(auditLog({ categories }))],
  });
};
