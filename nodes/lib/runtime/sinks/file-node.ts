import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { fileProperties } from '../../properties/node/file';
import { FileError } from '../../sinks/file/errors';
import { FileSink } from '../../sinks/file/file-sink';
import { unreadLines } from '../../util/lazy-payload';
import { writtenStatus } from './file-status';
import { type Config, readConfig } from '../node-red/parse-config';
import { attachSink, type MadeSink, refusedStatus } from './sink-node';
import { StatusLine } from '../node-red/node-status';
import { userDirOf } from '../node-red/user-dir';

/** Connects a file sink to a node: a message is passed on once it is in the file. */
export function attachFile(RED: NodeAPI, node: Node, config: Config): void {
  const nodeStatus = new StatusLine(node);
  let totals = { messages: 0, bytes: 0, path: '' };
  const write = async (sink: FileSink, message: NodeMessageInFlow): Promise<void> => {
    try {
      const { path, bytes } = await sink.write(message, unreadLines(message));
      totals = { messages: totals.messages + 1, bytes: totals.bytes + bytes, path };
      nodeStatus.show(writtenStatus(totals));
    } catch (error) {
      if (error instanceof FileError) nodeStatus.show(refusedStatus(error.short, error));
      throw error;
    }
  };
  attachSink(RED, node, nodeStatus, createSink(RED, config), write);
}

function createSink(RED: NodeAPI, config: Config): MadeSink<FileSink> {
  const configResult = readConfig(fileProperties, config);
  return configResult.ok
    ? { ok: true, sink: new FileSink(configResult.settings, userDirOf(RED)) }
    : configResult;
}
