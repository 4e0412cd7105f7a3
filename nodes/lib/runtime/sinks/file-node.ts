import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { fileProperties } from '../../properties/node/file';
import { FileError } from '../../sinks/file/errors';
import { FileSink } from '../../sinks/file/file-sink';
import { formatScaled, pluralize } from '../../util/format-number';
import { rawLinesOf } from '../../util/lazy-payload';
import { errorStatus } from '../node-red/error-status';
import { NodeStatusThrottle, type Status } from '../node-red/node-status';
import { type Config, parseConfig } from '../node-red/parse-config';
import { findUserDir } from '../node-red/user-dir';
import { initSinkNode, type SinkResult } from './sink-node';

/** Connects a file sink to a node: a message is passed on once it is in the file. */
export function initFileNode(RED: NodeAPI, node: Node, config: Config): void {
  const nodeStatus = new NodeStatusThrottle(node);
  let totals: FileTotals = { messages: 0, bytes: 0, path: '' };
  const write = async (sink: FileSink, message: NodeMessageInFlow): Promise<undefined> => {
    try {
      const { path, bytes } = await sink.write(message, rawLinesOf(message));
      totals = { messages: totals.messages + 1, bytes: totals.bytes + bytes, path };
      nodeStatus.set(fileStatus(totals));
    } catch (error) {
      if (error instanceof FileError) nodeStatus.set(errorStatus(error.short, error));
      throw error;
    }
  };
  initSinkNode(RED, node, nodeStatus, createSink(RED, config), write);
}

function createSink(RED: NodeAPI, config: Config): SinkResult<FileSink> {
  const configResult = parseConfig(fileProperties, config);
  return configResult.ok
    ? { ok: true, sink: new FileSink(configResult.settings, findUserDir(RED)) }
    : configResult;
}

interface FileTotals {
  /** messages written since the node was started */
  readonly messages: number;
  /** before gzip */
  readonly bytes: number;
  /** the path of the last write */
  readonly path: string;
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** `512 bytes`, `1.5 kB`, `23 MB`: decimal units, as the rotation uses. */
function formatSize(bytes: number): string {
  return formatScaled(bytes, UNITS);
}

/** Colour and text after a write; members other than the text are for flows. */
function fileStatus({ messages, bytes, path }: FileTotals): Status {
  return {
    fill: 'green',
    shape: 'dot',
    text: `${pluralize(messages, 'message')} · ${formatSize(bytes)}`,
    messages,
    bytes,
    path,
  };
}
