import type { NodeAPI } from 'node-red';
import { siemProperties } from '../lib/properties/node/siem';
import { registerSourceNode } from '../lib/runtime/source/source-node';
import { createSiemStreams } from '../lib/streams/log-types';

/** For the gateway only: Cloud Integrated has no such setting. */
const NO_EVENTS_HINT =
  'no events of any type for 24 hours: is Enhanced Logging switched on in Mimecast (Account Settings), for every direction?';

export = (RED: NodeAPI): void => {
  registerSourceNode(RED, {
    type: 'mimecast-siem',
    properties: siemProperties,
    streams: ({ feed, types }) => createSiemStreams(feed, types),
    inactivityHint: ({ feed }) => (feed.startsWith('cg') ? NO_EVENTS_HINT : undefined),
  });
};
