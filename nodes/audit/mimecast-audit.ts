import type { NodeAPI } from 'node-red';
import { auditProperties } from '../lib/properties/node/audit';
import { registerSourceNode } from '../lib/runtime/source/source-node';
import { createStreams, LOG_TYPES } from '../lib/streams/log-types';

export = (RED: NodeAPI): void => {
  registerSourceNode(RED, {
    type: 'mimecast-audit',
    properties: auditProperties,
    streams: (settings) => createStreams(LOG_TYPES.audit, settings),
  });
};
