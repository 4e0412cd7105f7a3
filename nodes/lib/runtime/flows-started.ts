import type { NodeAPI } from 'node-red';

type Events = NodeAPI['events'];

/** Callbacks that wait for the flows, by emitter. */
const waiting = new WeakMap<Events, Set<() => void>>();

/**
 * Calls `start` once, when all nodes of a deploy exist, including the Catch and Status nodes that must see
 * its errors. All nodes share one listener: Node.js warns about a leak at the eleventh.
 * @returns cancels the callback, for a node that is closed before
 */
export function onFlowsStarted({ events }: NodeAPI, start: () => void): () => void {
  const starts = waiting.get(events) ?? listen(events);
  starts.add(start);
  return () => starts.delete(start);
}

function listen(events: Events): Set<() => void> {
  const starts = new Set<() => void>();
  waiting.set(events, starts);
  events.once('flows:started', () => {
    waiting.delete(events);
    for (const start of starts) start();
  });
  return starts;
}
