/** Run-time ids of nodes in nested subflows are chains of ids. */
const NODE_ID = /^[\w.-]{1,200}$/;

/** Whether a value from a request can be the id of a node. */
export function isNodeId(id: unknown): id is string {
  return typeof id === 'string' && NODE_ID.test(id);
}
