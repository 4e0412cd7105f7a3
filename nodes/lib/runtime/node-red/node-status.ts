import type { Node, NodeStatus } from 'node-red';
import { toError } from './on-input';

/** A status with extra members for Status nodes beside the text. Node-RED passes them on unchanged. */
export type Status = NodeStatus & { readonly [fact: string]: unknown };

const MIN_INTERVAL_MS = 1000;

/**
 * Limits the status updates of a node: it sends only changes, at most one per second, and always sends the
 * latest one.
 */
export class NodeStatusThrottle {
  #shown = '';
  #shownAt = 0;
  #pending: Status | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  readonly #node: Pick<Node, 'status' | 'debug'>;

  constructor(node: Pick<Node, 'status' | 'debug'>) {
    this.#node = node;
  }

  set(status: Status): void {
    if (this.#closed) return;
    this.#pending = status;
    if (this.#timer !== undefined) return;
    const wait = this.#shownAt + MIN_INTERVAL_MS - Date.now();
    if (wait <= 0) this.#flush();
    // Bounded: after the system clock was set back, the difference could be hours.
    else this.#timer = setTimeout(() => this.#flush(), Math.min(wait, MIN_INTERVAL_MS));
  }

  /** Clears the status; later updates are ignored. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#pending = undefined;
    this.#show({});
  }

  #flush(): void {
    this.#timer = undefined;
    const status = this.#pending;
    this.#pending = undefined;
    if (status === undefined) return;
    const text = JSON.stringify(status);
    if (text === this.#shown) return;
    this.#shown = text;
    this.#shownAt = Date.now();
    this.#show(status);
  }

  /** A Status node gets it at once, and may throw: that must not fail the message, or the timer. */
  #show(status: Status): void {
    try {
      this.#node.status(status);
    } catch (error) {
      this.#node.debug(`the status could not be shown: ${toError(error).message}`);
    }
  }
}
