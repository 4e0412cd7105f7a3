import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import type { MimecastError } from '../api/errors';
import { batchMarkOf } from '../shipping/batch-mark';
import { receiverOf } from '../shipping/registry';
import { cleanWords } from '../shipping/rejection-words';
import { onFlowsStarted } from './flows-started';
import { moment } from './format-time';
import type { Status, StatusLine } from './status-line';
import { cut, fitting } from './status-text';

/** What all sinks are for a node. */
export interface NodeSink {
  /** Once all other nodes are there. */
  start?(): void;
  /** Ends what is under way; bounded by the sink itself. */
  close(): Promise<void>;
}

export type MadeSink<Sink extends NodeSink> =
  | { readonly ok: true; readonly sink: Sink }
  | { readonly ok: false; readonly error: MimecastError };

/**
 * Ties a sink to a node: a message leaves the node once `deliver` has resolved, and never when it has not.
 * A refused configuration is a red status, an error that Catch nodes see, and an error for each message.
 */
export function attachSink<Sink extends NodeSink>(
  RED: NodeAPI,
  node: Node,
  line: StatusLine,
  made: MadeSink<Sink>,
  deliver: (sink: Sink, message: NodeMessageInFlow) => Promise<void>,
): void {
  if (!made.ok) line.show(refusedStatus(made.error.message, made.error));
  // Not in the constructor: by then the Catch nodes that shall see a refused configuration exist too.
  const forget = onFlowsStarted(RED, () => {
    if (made.ok) made.sink.start?.();
    else node.error(made.error, {});
  });
  node.on('input', (message, send, done) => {
    const delivered = made.ok ? deliver(made.sink, message) : Promise.reject(made.error);
    delivered.then(
      () => {
        send(message);
        done();
      },
      (error: unknown) => {
        tellSource(message, error);
        done(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
  node.on('close', (_removed: boolean, done: () => void) => {
    forget();
    const closed = made.ok ? made.sink.close() : Promise.resolve();
    closed
      .finally(() => line.close())
      .then(
        () => done(),
        () => done(),
      );
  });
}

/** The source shows why its records do not arrive; whether they come another way is for an ack node to say. */
function tellSource(message: NodeMessageInFlow, error: unknown): void {
  const mark = batchMarkOf(message);
  if (mark === undefined || !(error instanceof Error)) return;
  const code = 'code' in error ? String(error.code) : '';
  // Cut off by a deploy: nobody has refused it.
  if (code.endsWith('_CLOSED')) return;
  const short = 'short' in error && typeof error.short === 'string' ? error.short : error.message;
  receiverOf(mark.source)?.note?.(mark.id, cleanWords(short));
}

/** The cause, and when it is tried again (epoch ms) where it is; the whole sentence is for flows. */
export function failedStatus(error: MimecastError, nextAt?: number): Status {
  const again = nextAt === undefined ? '' : `next try ${moment(nextAt, Date.now())}`;
  return refusedStatus(fitting([error.short ?? error.message, again]), error);
}

/** @param short a few words; the whole sentence is for flows */
export function refusedStatus(
  short: string,
  error: { readonly code: string; readonly message: string },
): Status {
  return { fill: 'red', shape: 'dot', text: cut(short), code: error.code, reason: error.message };
}
