import type { NodeAPI } from 'node-red';
import { heldProperties } from '../lib/properties/node/held';
import { registerSource } from '../lib/runtime/source/source-node';
import { heldStreams } from '../lib/streams/held';

export = (RED: NodeAPI): void => {
  registerSource(RED, {
    type: 'mimecast-held',
    properties: heldProperties,
    streams: ({ types, snapshot: mode, baseline }) => heldStreams(types, { mode, baseline }),
  });
};
