import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { fileProperties } from '../properties/file';
import { FileError } from '../sinks/file/errors';
import { FileSink, type Written } from '../sinks/file/file-sink';
import { failedStatus, writtenStatus } from './file-status';
import { type Config, readConfig } from './read-config';
import { StatusLine } from './status-line';
import { userDirOf } from './user-dir';

/** Ties a file sink to a node: a message leaves it once it is in the file. */
export function attachFile(RED: NodeAPI, node: Node, config: Config): void {
  const line = new StatusLine(node);
  const reading = readConfig(fileProperties, config);
  const made = reading.ok
    ? ({ ok: true, sink: new FileSink(reading.settings, userDirOf(RED)) } as const)
    : reading;
  let totals = { messages: 0, bytes: 0, path: '' };

  // Not in the constructor: by then the Catch nodes that shall see a refused configuration exist too.
  const onStarted = (): void => {
    RED.events.removeListener('flows:started', onStarted);
    if (!made.ok) node.error(made.error, {});
  };
  RED.events.on('flows:started', onStarted);
  if (!made.ok) line.show(failedStatus(made.error.message, made.error));

  const write = async (message: NodeMessageInFlow): Promise<Written> => {
    if (!made.ok) throw made.error;
    return made.sink.write({ ...message });
  };
  node.on('input', (message, send, done) => {
    write(message).then(
      ({ path, bytes }) => {
        totals = { messages: totals.messages + 1, bytes: totals.bytes + bytes, path };
        line.show(writtenStatus(totals));
        send(message);
        done();
      },
      (error) => {
        if (error instanceof FileError) line.show(failedStatus(error.short, error));
        done(error);
      },
    );
  });
  node.on('close', (_removed: boolean, done: () => void) => {
    RED.events.removeListener('flows:started', onStarted);
    const closed = made.ok ? made.sink.close() : Promise.resolve();
    closed
      .finally(() => line.close())
      .then(
        () => done(),
        () => done(),
      );
  });
}
