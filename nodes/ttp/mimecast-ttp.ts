import type { NodeAPI } from 'node-red';
import { ttpProperties } from '../lib/properties/node/ttp';
import { registerSourceNode } from '../lib/runtime/source/source-node';
import { ttpLogs } from '../lib/streams/window/logs/ttp';
import { createWindowStream } from '../lib/streams/window/stream';

export = (RED: NodeAPI): void => {
  registerSourceNode(RED, {
    type: 'mimecast-ttp',
    properties: ttpProperties,
    streams: ({ types, ...filters }) => ttpLogs(types, filters).map(createWindowStream),
  });
};
