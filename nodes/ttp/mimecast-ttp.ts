import type { NodeAPI } from 'node-red';
import { ttpProperties } from '../lib/properties/node/ttp';
import { registerSourceNode } from '../lib/runtime/source/source-node';
import { createStreams, LOG_TYPES } from '../lib/streams/log-types';

export = (RED: NodeAPI): void => {
  registerSourceNode(RED, {
    type: 'mimecast-ttp',
    properties: ttpProperties,
    streams: (settings) => createStreams(LOG_TYPES.ttp, settings),
  });
};
