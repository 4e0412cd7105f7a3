/**
 * Sets a member of a node that a log of the whole node does not show: `util.inspect` and JSON leave it out. Code that
 * knows its name reads it as before.
 */
export function setHidden(node: object, name: string, value: unknown): void {
  Object.defineProperty(node, name, { value, writable: true, configurable: true, enumerable: false });
}
