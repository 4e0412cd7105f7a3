import type { NodeAPI } from 'node-red';
import { siemProperties } from './lib/properties/siem';
import { registerSource } from './lib/runtime/source-node';
import { siemBatch } from './lib/streams/siem/batch';
import { CG_TYPES } from './lib/streams/siem/types';

export = (RED: NodeAPI): void => {
  registerSource(RED, {
    type: 'mimecast-siem',
    properties: siemProperties,
    streams: ({ types }) => (types.length === 0 ? CG_TYPES : types).map((type) => siemBatch('cg', type)),
    quietHint:
      'no events of any type for 24 hours: is Enhanced Logging switched on in Mimecast (Account Settings), for every direction?',
  });
};
