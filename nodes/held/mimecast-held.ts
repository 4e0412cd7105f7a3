import type { NodeAPI } from 'node-red';
import { heldProperties } from '../lib/properties/node/held';
import { registerSourceNode } from '../lib/runtime/source/source-node';
import { createStreams, LOG_TYPES } from '../lib/streams/log-types';

export = (RED: NodeAPI): void => {
  registerSourceNode(RED, {
    type: 'mimecast-held',
    properties: heldProperties,
    streams: (settings) => createStreams(LOG_TYPES.held, settings),
  });
};
