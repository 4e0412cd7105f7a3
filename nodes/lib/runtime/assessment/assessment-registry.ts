/** The running assessment nodes of this process, for the endpoints that their dialogs use, for metrics and reports. */
import type { Baseline } from '../../assessments/policy/stored/baseline';
import type { CurrentRun } from './assessment-scheduler';
import type { KriRunner } from './kri-runner';

export interface RunningNode {
  readonly kind: 'kri' | 'policy-check';
  /** run-time id of its node */
  readonly id: string;
  /** in a subflow: id of the node in the template, shared by all instances */
  readonly template: string | undefined;
  /** of the node; may be empty */
  readonly name: string;
  /** id of its account node */
  readonly accountNode: string;
  /** name of the account node, else its region */
  readonly account: string;
  readonly demo: boolean;
  /** Resolves when a run that began after the call is complete; 'elsewhere': another replica works for the account. */
  readonly run: () => Promise<void> | 'elsewhere';
  readonly currentRun: () => CurrentRun | undefined;
}

export interface RunningKri extends RunningNode {
  readonly kind: 'kri';
  /** What it has stored, also when it runs in another replica. */
  readonly view: () => Promise<ReturnType<KriRunner['view']>>;
  /** undefined: it runs in another replica */
  readonly viewHere: () => ReturnType<KriRunner['view']> | undefined;
}

export interface RunningPolicyCheck extends RunningNode {
  readonly kind: 'policy-check';
  /** What it has stored, also when it runs in another replica. */
  readonly view: () => Promise<Baseline>;
  /** undefined: it runs in another replica */
  readonly viewHere: () => Baseline | undefined;
}

export type Running = RunningKri | RunningPolicyCheck;

/** Process-wide, by run-time id, in the order in which they were started. */
const runningNodes = new Map<string, Running>();

/** @returns removes the entry, unless a newer one has replaced it */
export function registerRunningNode(node: Running): () => void {
  runningNodes.set(node.id, node);
  return () => {
    if (runningNodes.get(node.id) === node) runningNodes.delete(node.id);
  };
}

/** @param id a run-time id, or the id of a node in a subflow template */
const findNodes = (id: string): readonly Running[] =>
  [...runningNodes.values()].filter((node) => node.id === id || node.template === id);

export const findRunningNodes = (id: string, kind: RunningNode['kind']): readonly RunningNode[] =>
  findNodes(id).filter((node) => node.kind === kind);

/** All of them, in the order in which they were started. */
export const allRunningNodes = (): readonly Running[] => [...runningNodes.values()];

export const findRunningKris = (id: string): readonly RunningKri[] =>
  findNodes(id).filter((node) => node.kind === 'kri');
