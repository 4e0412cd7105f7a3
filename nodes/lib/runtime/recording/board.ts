/** What runs in this process, for the overview: sources, assessments and their accounts. */
import type { NodeAPI } from 'node-red';
import type { KriFacts, NodeFacts, PolicyFacts, SourceFacts } from '../../overview/model/types';
import { type AccountNode, isAccountNode } from '../account/account-node';
import { onClose } from '../node-red/on-close';
import { createRecorder, type Recorder } from './shared-recorder';

/** A source node. */
export interface BoardSource {
  readonly id: string;
  /** id of the account node */
  readonly account: string;
  hasStream(key: string): boolean;
  facts(): SourceFacts;
  /** Without the progress of the streams, which is more than a probe needs. */
  summary(): SourceFacts;
}

/** An indicator or policy-check node. */
export interface BoardAssessment {
  readonly id: string;
  readonly account: string;
  readonly indicators: KriFacts['indicators'];
  readonly checks: PolicyFacts['checks'];
  facts(): NodeFacts;
}

export interface BoardAccount {
  readonly node: AccountNode;
  readonly recorder: Recorder;
}

/** Of what has changed. `nodes`: nodes were deployed or removed. */
export type BoardChange =
  | { readonly kind: 'source' | 'assessment'; readonly node: string; readonly account: string }
  | { readonly kind: 'nodes' };

type Listener = (change: BoardChange) => void;

export class Board {
  /** by run-time id, in the order of their start */
  readonly sources = new Map<string, BoardSource>();
  readonly assessments = new Map<string, BoardAssessment>();
  readonly #accounts = new Map<string, BoardAccount>();
  readonly #listeners = new Set<Listener>();

  /** Call it in the constructor of a node. @returns undefined when there is no such account */
  account(RED: NodeAPI, id: string): BoardAccount | undefined {
    const node = RED.nodes.getNode(id);
    if (!isAccountNode(node)) return undefined;
    const known = this.#accounts.get(id);
    if (known?.node === node) return known;
    const log = {
      warn: (text: string) => node.warn(text),
      debug: (text: string) => node.debug(text),
    };
    const added = { node, recorder: createRecorder(RED, node, log) };
    this.#accounts.set(id, added);
    onClose(node, () => {
      if (this.#accounts.get(id) === added) this.#accounts.delete(id);
      return added.recorder.close();
    });
    return added;
  }

  get accounts(): ReadonlyMap<string, BoardAccount> {
    return this.#accounts;
  }

  recorderOf(account: string): Recorder | undefined {
    return this.#accounts.get(account)?.recorder;
  }

  notify(change: BoardChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  /** @returns removes it */
  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** Process-wide: every node module gets its own API object of the run time. */
export const board = new Board();
