import type { Node } from 'node-red';

/**
 * Calls `close` when a node is removed or redeployed, and lets Node-RED wait until it settles. An error has no
 * receiver then.
 */
export function onClose(node: Node, close: () => Promise<unknown>): void {
  node.on('close', (_removed: boolean, done: () => void) => {
    close().then(
      () => done(),
      () => done(),
    );
  });
}
