import type { Job } from './poll/commands';
import type { SourceView } from './status/snapshot';

export interface CollectorHandle {
  view(): SourceView;
  ask(job: Job): Promise<void>;
  /** In a cluster: the shared state, whichever replica runs the source. */
  look?(): Promise<SourceView>;
}

/** A running source and the data to find it by. */
export interface RunningSource {
  /** run-time id of its node */
  readonly id: string;
  /** in a subflow: the id of the node in the template, shared by all instances */
  readonly template: string | undefined;
  /** of the node; may be empty */
  readonly name: string;
  /** name of the account node, else its region */
  readonly account: string;
  /** of the node */
  readonly type: string;
  readonly delivery: 'sent' | 'ack';
  readonly source: CollectorHandle;
}

/** Process-wide, in start order. */
const collectors = new Map<string, RunningSource>();

/** @returns removes it, unless a newer source has replaced it */
export function registerRunning(collector: RunningSource): () => void {
  collectors.set(collector.id, collector);
  return () => {
    if (collectors.get(collector.id) === collector) collectors.delete(collector.id);
  };
}

/** By run-time id, or by the id of a node in a subflow template, which finds all its instances. */
export function runningSources(id?: string): readonly RunningSource[] {
  const all = [...collectors.values()];
  return id === undefined ? all : all.filter((collector) => collector.id === id || collector.template === id);
}
