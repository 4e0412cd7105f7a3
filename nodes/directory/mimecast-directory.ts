import type { NodeAPI } from 'node-red';
import { directoryProperties } from '../lib/properties/node/directory';
import { registerSource } from '../lib/runtime/source/source-node';
import { directoryStreams } from '../lib/streams/directory';

export = (RED: NodeAPI): void => {
  registerSource(RED, {
    type: 'mimecast-directory',
    properties: directoryProperties,
    streams: ({ types, snapshot: mode, baseline }) => directoryStreams(types, { mode, baseline }),
  });
};
