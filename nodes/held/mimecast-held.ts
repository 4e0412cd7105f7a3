import type { NodeAPI } from 'node-red';
import { heldProperties } from '../lib/properties/node/held';
import { registerSourceNode } from '../lib/runtime/source/source-node';
import { createHeldStreams } from '../lib/streams/held';

export = (RED: NodeAPI): void => {
  registerSourceNode(RED, {
    type: 'mimecast-held',
    properties: heldProperties,
    streams: ({ types, snapshot: mode, baseline }) => createHeldStreams(types, { mode, baseline }),
  });
};
