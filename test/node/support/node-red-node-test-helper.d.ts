/** The part that our specs use; the package has no types of its own. */
declare module 'node-red-node-test-helper' {
  import type { EventEmitter } from 'node:events';
  import type { Node, NodeAPI } from 'node-red';

  interface Helper extends EventEmitter {
    init(runtimePath?: string, settings?: object): void;
    settings(settings: object): object;
    startServer(): Promise<void>;
    stopServer(): Promise<void>;
    load(
      nodes: readonly ((RED: NodeAPI) => void)[],
      flow: readonly object[],
      credentials?: object,
    ): Promise<void>;
    unload(): Promise<void>;
    setFlows(flow: readonly object[], type?: 'full' | 'nodes' | 'flows', credentials?: object): Promise<void>;
    getNode(id: string): Node | null;
    clearFlows(): Promise<void>;
    url(): string;
  }

  const helper: Helper;
  export = helper;
}
