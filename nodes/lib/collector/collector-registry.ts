import type { Command } from './poll/commands';
import type { CollectorSnapshot } from './status/snapshot';

export interface CollectorHandle {
  view(): CollectorSnapshot;
  request(command: Command): Promise<void>;
  /** In a cluster: the shared state, whichever replica runs the source. */
  viewShared?(): Promise<CollectorSnapshot>;
}

/** A running source and the data to find it by. */
export interface RegisteredCollector {
  /** run-time id of its node */
  readonly id: string;
  /** in a subflow: the id of the node in the template, shared by all instances */
  readonly template: string | undefined;
  /** of the node; may be empty */
  readonly name: string;
  /** name of the account node, else its region */
  readonly account: string;
  /** id of the account node */
  readonly accountNode?: string | undefined;
  /** of the node */
  readonly type: string;
  readonly delivery: 'sent' | 'ack';
  readonly collector: CollectorHandle;
}

/** Process-wide, in start order. */
const collectors = new Map<string, RegisteredCollector>();

/** @returns removes it, unless a newer source has replaced it */
export function registerCollector(collector: RegisteredCollector): () => void {
  collectors.set(collector.id, collector);
  return () => {
    if (collectors.get(collector.id) === collector) collectors.delete(collector.id);
  };
}

/** By run-time id, or by the id of a node in a subflow template, which finds all its instances. */
export function findCollectors(id?: string): readonly RegisteredCollector[] {
  const all = [...collectors.values()];
  return id === undefined ? all : all.filter((collector) => collector.id === id || collector.template === id);
}
