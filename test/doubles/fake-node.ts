/** A node and a run time without Node-RED, so that `send`, `done` and `status` can throw. */
import { EventEmitter } from 'node:events';
import type { Node, NodeAPI } from 'node-red';

type Done = (error?: unknown) => void;
type Listener = (message: object, send: (message: unknown) => void, done: Done) => void;
type Closer = (removed: boolean, done: () => void) => void;

export interface Outcome {
  readonly sent: readonly unknown[];
  /** one entry for each call of `done` */
  readonly done: readonly unknown[];
}

export class FakeNode {
  readonly id = 'node';
  readonly type = 'fake';
  readonly name = '';
  readonly wires: readonly (readonly string[])[] = [['next'], ['second']];
  readonly credentials: Readonly<Record<string, unknown>>;
  readonly errors: unknown[] = [];
  /** by the node itself, not as an answer to a message */
  readonly sent: unknown[] = [];
  failing: { readonly send?: boolean; readonly done?: boolean; readonly status?: boolean } = {};
  #listener: Listener | undefined;
  #closer: Closer | undefined;

  constructor(credentials: Readonly<Record<string, unknown>> = {}) {
    this.credentials = credentials;
  }

  get asNode(): Node & { readonly credentials: Readonly<Record<string, unknown>> } {
    return this as unknown as Node & { readonly credentials: Readonly<Record<string, unknown>> };
  }

  on(event: string, listener: Listener & Closer): void {
    if (event === 'input') this.#listener = listener;
    else if (event === 'close') this.#closer = listener;
  }
  status(): void {
    if (this.failing.status === true) throw new Error('status fails');
  }
  send(message: unknown): void {
    if (this.failing.send === true) throw new RangeError('send fails');
    this.sent.push(message);
  }
  error(error: unknown): void {
    this.errors.push(error);
  }
  /** an empty one */
  context(): object {
    return {
      get: (_key: string, _store: string | undefined, callback: (error: null, value?: unknown) => void) =>
        callback(null),
      set: (_key: string, _value: unknown, _store: string | undefined, callback: (error: null) => void) =>
        callback(null),
    };
  }
  warn(): void {}
  log(): void {}
  debug(): void {}

  /** Resolves once `done` was called, and what followed had its turn. */
  async receive(message: object): Promise<Outcome> {
    const sent: unknown[] = [];
    const calls: unknown[] = [];
    await new Promise<void>((resolve) => {
      this.#listener?.(
        message,
        (one) => {
          if (this.failing.send === true) throw new RangeError('send fails');
          sent.push(one);
        },
        (error) => {
          calls.push(error);
          setImmediate(resolve);
          if (this.failing.done === true) throw new Error('done fails');
        },
      );
    });
    return { sent, done: calls };
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#closer === undefined || this.#closer.length < 2) resolve();
      this.#closer?.(false, resolve);
    });
  }
}

/** @param nodes by id, as `getNode` returns them */
export function fakeRuntime(userDir: string, nodes: Readonly<Record<string, object>> = {}): NodeAPI {
  const RED = {
    events: new EventEmitter(),
    settings: { userDir },
    nodes: { getNode: (id: string) => nodes[id] ?? null },
    util: {
      cloneMessage: (message: object) => structuredClone(message),
      prepareJSONataExpression: (text: string) => text,
      evaluateJSONataExpression: (
        _expression: string,
        _message: object,
        callback: (error: null, result: boolean) => void,
      ) => setImmediate(() => callback(null, false)),
    },
  };
  return RED as unknown as NodeAPI;
}

/** A deployed account node. */
export const fakeAccount = (client: () => Promise<object>): FakeNode =>
  Object.assign(new FakeNode(), {
    id: 'account',
    type: 'mimecast-account',
    account: {
      label: 'Corp',
      demo: false,
      origin: undefined,
      credential: '',
      share: undefined,
      problem: () => undefined,
      client,
      stats: () => Promise.resolve(undefined),
    },
  });
