import type { Node, NodeMessage } from 'node-red';
import { toError } from './on-input';

/**
 * Sends a report to the second output. It never throws: timers send reports too, and what a timer throws ends the process.
 * Records are different: their position may only move when they were sent.
 */
export function sendReport(node: Pick<Node, 'send' | 'warn'>, message: NodeMessage): void {
  try {
    node.send([null, message]);
  } catch (error) {
    node.warn(`a report could not be sent: ${toError(error).message}`);
  }
}
