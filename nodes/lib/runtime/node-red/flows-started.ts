import type { NodeAPI } from 'node-red';

type Events = NodeAPI['events'];

/** Callbacks that wait for the flows, by emitter. */
const callbacksByEmitter = new WeakMap<Events, Set<() => void>>();

/**
 * Calls `start` once, when all nodes of a deploy exist, including the Catch and Status nodes that must see
 * its errors. All nodes share one listener: Node.js warns about a leak at the eleventh.
 * @returns cancels the callback, for a node that is closed before
 */
export function onFlowsStarted({ events }: NodeAPI, start: () => void): () => void {
  const callbacks = callbacksByEmitter.get(events) ?? listen(events);
  callbacks.add(start);
  return () => callbacks.delete(start);
}

function listen(events: Events): Set<() => void> {
  const callbacks = new Set<() => void>();
  callbacksByEmitter.set(events, callbacks);
  events.once('flows:started', () => {
    callbacksByEmitter.delete(events);
    for (const start of callbacks) start();
  });
  return callbacks;
}
