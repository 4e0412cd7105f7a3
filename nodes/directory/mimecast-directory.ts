import type { NodeAPI } from 'node-red';
import { directoryProperties } from '../lib/properties/node/directory';
import { registerSourceNode } from '../lib/runtime/source/source-node';
import { createStreams, LOG_TYPES } from '../lib/streams/log-types';

export = (RED: NodeAPI): void => {
  registerSourceNode(RED, {
    type: 'mimecast-directory',
    properties: directoryProperties,
    streams: (settings) => createStreams(LOG_TYPES.directory, settings),
  });
};
