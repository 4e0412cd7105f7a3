import type { NodeAPI } from 'node-red';
import { dlpProperties } from '../lib/properties/node/dlp';
import { registerSource } from '../lib/runtime/source/source-node';
import { dlpLog } from '../lib/streams/window/logs/dlp';
import { windowStream } from '../lib/streams/window/stream';

export = (RED: NodeAPI): void => {
  registerSource(RED, {
    type: 'mimecast-dlp',
    properties: dlpProperties,
    streams: ({ routes, actions }) => [windowStream(dlpLog({ routes, actions }))],
  });
};
