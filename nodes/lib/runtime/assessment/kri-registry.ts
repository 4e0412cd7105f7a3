/** The running indicator nodes of this process, for the endpoint that shows their history. */
import type { KriRunner } from './kri-runner';

/** A running indicator node and access to its history. */
export interface RunningKri {
  /** run-time id of its node */
  readonly id: string;
  /** in a subflow: id of the node in the template, shared by all instances */
  readonly template: string | undefined;
  /** of the node; may be empty */
  readonly name: string;
  readonly view: () => Promise<ReturnType<KriRunner['view']>>;
}

/** Process-wide, by run-time id, in the order in which they were started. */
const runningNodes = new Map<string, RunningKri>();

/** @returns removes the entry, unless a newer one has replaced it */
export function registerRunningKri(node: RunningKri): () => void {
  runningNodes.set(node.id, node);
  return () => {
    if (runningNodes.get(node.id) === node) runningNodes.delete(node.id);
  };
}

/** @param id a run-time id, or the id of a node in a subflow template */
export function findRunningKris(id: string): readonly RunningKri[] {
  return [...runningNodes.values()].filter((node) => node.id === id || node.template === id);
}
