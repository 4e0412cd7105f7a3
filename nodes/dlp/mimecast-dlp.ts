import type { NodeAPI } from 'node-red';
import { dlpProperties } from '../lib/properties/node/dlp';
import { registerSourceNode } from '../lib/runtime/source/source-node';
import { dlpLog } from '../lib/streams/window/logs/dlp';
import { createWindowStream } from '../lib/streams/window/stream';

export = (RED: NodeAPI): void => {
  registerSourceNode(RED, {
    type: 'mimecast-dlp',
    properties: dlpProperties,
    streams: ({ routes, actions }) => [createWindowStream(dlpLog({ routes, actions }))],
  });
};
