import type { NodeAPI } from 'node-red';
import { directoryProperties } from '../lib/properties/node/directory';
import { registerSourceNode } from '../lib/runtime/source/source-node';
import { createDirectoryStreams } from '../lib/streams/directory';

export = (RED: NodeAPI): void => {
  registerSourceNode(RED, {
    type: 'mimecast-directory',
    properties: directoryProperties,
    streams: ({ types, snapshot: mode, baseline }) => createDirectoryStreams(types, { mode, baseline }),
  });
};
