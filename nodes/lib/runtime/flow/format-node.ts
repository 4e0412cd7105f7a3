import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import type { MimecastError } from '../../contracts/errors';
import { crowd } from '../../util/backpressure';
import { createFormatter, type Formatted, type Formatter } from '../../formats/format';
import { formatProperties } from '../../properties/node/format';
import { type FormatName, needsKey } from '../../properties/values/format-options';
import { configError } from '../node-red/config-error';
import { onFlowsStarted } from '../node-red/flows-started';
import { counted } from '../../util/format-number';
import { type Config, readConfig } from '../node-red/parse-config';
import { StatusLine } from '../node-red/node-status';
import { unsetVariable } from '../node-red/unset-variable';

/** Node-RED has replaced `${NAME}` by the time the constructor runs. */
export interface FormatNode extends Node {
  readonly credentials: Readonly<Record<string, unknown>>;
}

/** Connects a formatter to a node: replaces the payload of each message. */
export function attachFormat(RED: NodeAPI, node: FormatNode, config: Config): void {
  const nodeStatus = new StatusLine(node);
  const formatConfig = parseFormatConfig(config, { ...node.credentials });
  // Not in the constructor: the Catch and Status nodes that must see an invalid configuration do not exist
  // yet.
  const cancelStart = onFlowsStarted(RED, () => {
    if (!formatConfig.ok) node.error(formatConfig.error, {});
  });
  if (!formatConfig.ok) showProblem(nodeStatus, formatConfig.error);

  let total = 0;
  const format = async (message: NodeMessageInFlow): Promise<Formatted> => {
    if (!formatConfig.ok) throw formatConfig.error;
    const formatted = await runFormatter(formatConfig.formatter({ ...message }));
    total += formatted.count;
    nodeStatus.show({
      fill: 'green',
      shape: 'dot',
      text: `${formatConfig.format} · ${counted(total, 'record')}`,
      records: total,
    });
    return formatted;
  };
  // Sequential: a short message must not overtake a long one.
  let lastMessage: Promise<void> = Promise.resolve();
  node.on('input', (message, send, done) => {
    crowd.enter();
    lastMessage = lastMessage
      .then(() => format(message).finally(() => crowd.leave()))
      .then(({ payload }) => {
        message.payload = payload;
        send(message);
        done();
      })
      .catch(done);
  });
  node.on('close', (_removed: boolean, done: () => void) => {
    cancelStart();
    lastMessage.finally(() => nodeStatus.close()).then(done, done);
  });
}

/** Yields to the event loop between the steps of a large page. */
async function runFormatter(steps: ReturnType<Formatter>): Promise<Formatted> {
  let step = steps.next();
  while (step.done !== true) {
    await nextTurn();
    step = steps.next();
  }
  return step.value;
}

type FormatConfigResult =
  | { readonly ok: true; readonly format: FormatName; readonly formatter: Formatter }
  | { readonly ok: false; readonly error: MimecastError };

function parseFormatConfig(
  config: Config,
  credentials: Readonly<Record<string, unknown>>,
): FormatConfigResult {
  const configResult = readConfig(formatProperties, config);
  if (!configResult.ok) return configResult;
  const { format, options } = configResult.settings;
  const pseudonymKey = String(credentials['pseudonymKey'] ?? '');
  const unsetProblem = unsetVariable({ pseudonymKey });
  if (unsetProblem !== undefined) return { ok: false, error: configError(unsetProblem) };
  if (needsKey(options) && pseudonymKey === '') {
    return { ok: false, error: configError({ key: 'pseudonymKeyMissing', values: {} }) };
  }
  return { ok: true, format, formatter: createFormatter({ format, options, pseudonymKey }) };
}

function showProblem(nodeStatus: StatusLine, { message, code }: MimecastError): void {
  nodeStatus.show({ fill: 'red', shape: 'dot', text: message.slice(0, 60), code, reason: message });
}
