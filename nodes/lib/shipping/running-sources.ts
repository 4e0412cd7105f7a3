import type { Job } from './jobs';
import type { SourceView } from './source-view';

export interface CollectorHandle {
  view(): SourceView;
  ask(job: Job): Promise<void>;
  /** In a cluster: how it stands wherever it runs. */
  look?(): Promise<SourceView>;
}

/** A source that runs, and how it can be asked for. */
export interface RunningSource {
  /** run-time id of its node */
  readonly id: string;
  /** in a subflow: the id of the node in the template, which all instances share */
  readonly template: string | undefined;
  /** of the node; may be empty */
  readonly name: string;
  /** of the account node: its name, else its region */
  readonly account: string;
  /** of the node */
  readonly type: string;
  readonly delivery: 'sent' | 'ack';
  readonly source: CollectorHandle;
}

/** Process-wide, in the order in which they were started. */
const collectors = new Map<string, RunningSource>();

/** @returns takes it out again, unless a newer one has taken its place */
export function registerRunning(collector: RunningSource): () => void {
  collectors.set(collector.id, collector);
  return () => {
    if (collectors.get(collector.id) === collector) collectors.delete(collector.id);
  };
}

/** By run-time id, or by the id of a node in a subflow's template: then all its instances. */
export function runningSources(id?: string): readonly RunningSource[] {
  const all = [...collectors.values()];
  return id === undefined ? all : all.filter((collector) => collector.id === id || collector.template === id);
}
