import type { NodeAPI } from 'node-red';

type Events = NodeAPI['events'];

/** What waits for the flows, by the emitter that will tell. */
const waiting = new WeakMap<Events, Set<() => void>>();

/**
 * Calls `start` once, when all nodes of a deploy are there: the Catch and Status nodes too that shall see what it says.
 * All nodes share one listener: Node.js takes the eleventh for a leak, and says so in the log.
 * @returns takes it back, for a node that is closed before
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
