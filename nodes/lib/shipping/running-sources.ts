import type { Source } from './source';
import type { SourceView } from './source-view';

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
  readonly source: Pick<Source, 'view' | 'ask'> & {
    /** In a cluster: how it stands wherever it runs. */
    readonly look?: () => Promise<SourceView>;
  };
}

/** Process-wide, in the order in which they were started. */
const running = new Map<string, RunningSource>();

/** @returns takes it out again, unless a newer one has taken its place */
export function registerRunning(one: RunningSource): () => void {
  running.set(one.id, one);
  return () => {
    if (running.get(one.id) === one) running.delete(one.id);
  };
}

/** By run-time id, or by the id of a node in a subflow's template: then all its instances. */
export function runningSources(id?: string): readonly RunningSource[] {
  const all = [...running.values()];
  return id === undefined ? all : all.filter((one) => one.id === id || one.template === id);
}
