import type { NodeAPI } from 'node-red';
import { dlpProperties } from '../lib/properties/node/dlp';
import { registerSourceNode } from '../lib/runtime/source/source-node';
import { createStreams, LOG_TYPES } from '../lib/streams/log-types';

export = (RED: NodeAPI): void => {
  registerSourceNode(RED, {
    type: 'mimecast-dlp',
    properties: dlpProperties,
    streams: (settings) => createStreams(LOG_TYPES.dlp, settings),
  });
};
