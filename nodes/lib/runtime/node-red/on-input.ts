import type { Node, NodeMessage, NodeMessageInFlow } from 'node-red';

/** Sends messages to the outputs. Throws where Node-RED can't clone one for a second wire. */
export type Send = (message: NodeMessage | (NodeMessage | NodeMessage[] | null)[]) => void;

/** @returns what `done` gets; undefined: the message counts as handled */
type Failure = (error: unknown, message: NodeMessageInFlow) => Error | undefined;

/**
 * Handles the messages of a node. `done` is called exactly once for each, with an error if anything has thrown: a getter of
 * the message, `send`, or `failure` itself. What `done` throws is logged. So nothing that a message contains leaves a
 * rejection that nobody handles, which would end the process.
 */
export function onInput(
  node: Pick<Node, 'on' | 'error'>,
  handle: (message: NodeMessageInFlow, send: Send) => Promise<unknown>,
  failure: Failure = toError,
): void {
  // Node-RED counts the parameters.
  node.on('input', (message, send, done) => {
    const run = async (): Promise<undefined> => {
      await handle(message, send);
    };
    run()
      .catch((error: unknown) => failure(error, message))
      .catch(toError)
      .then((error) => end(node, done, error))
      .catch(() => undefined);
  });
}

function end(node: Pick<Node, 'error'>, done: (error?: Error) => void, error: Error | undefined): void {
  try {
    if (error === undefined) done();
    else done(error);
  } catch (thrown) {
    // Catch nodes can't get the message, or have failed themselves. Without it the error goes to the log alone.
    node.error(toError(error ?? thrown).message);
  }
}

/** Flows may throw anything, also what has no text. */
export function toError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  try {
    return new Error(String(thrown));
  } catch {
    return new Error('an error without a text');
  }
}

/** Sets members of a message, or gives a copy where a flow has frozen or sealed it. */
export function withMembers(
  message: NodeMessageInFlow,
  members: Readonly<Record<string, unknown>>,
): NodeMessageInFlow {
  const canSet = Object.keys(members).every((name) => {
    const own = Object.getOwnPropertyDescriptor(message, name);
    return own === undefined ? Object.isExtensible(message) : own.writable === true || own.set !== undefined;
  });
  return canSet && !Object.isFrozen(message) ? Object.assign(message, members) : { ...message, ...members };
}
