import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import type { MimecastError } from '../../contracts/errors';
import { isJsonObject } from '../../contracts/json';
import { createFormatter, type Formatted, type Formatter } from '../../formats/format';
import { formatProperties } from '../../properties/node/format';
import { type FormatName, needsKey } from '../../properties/values/format-options';
import { backpressure } from '../../util/backpressure';
import { pluralize } from '../../util/format-number';
import { configError } from '../node-red/config-error';
import { onFlowsStarted } from '../node-red/flows-started';
import { NodeStatusThrottle } from '../node-red/node-status';
import { onClose } from '../node-red/on-close';
import { onInput, withMembers } from '../node-red/on-input';
import { type Config, findUnsetVariable, parseConfig } from '../node-red/parse-config';

/** Node-RED has replaced `${NAME}` by the time the constructor runs. */
export interface FormatNode extends Node {
  readonly credentials: Readonly<Record<string, unknown>>;
}

/** Connects a formatter to a node: replaces the payload of each message. */
export function initFormatNode(RED: NodeAPI, node: FormatNode, config: Config): void {
  const nodeStatus = new NodeStatusThrottle(node);
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
    nodeStatus.set({
      fill: 'green',
      shape: 'dot',
      text: `${formatConfig.format} · ${pluralize(total, 'record')}`,
      records: total,
    });
    return formatted;
  };
  // Sequential: a short message must not overtake a long one.
  let lastMessage: Promise<void> = Promise.resolve();
  onInput(node, (message, send) => {
    backpressure.acquire();
    const handled = lastMessage
      .then(() => format(message))
      .finally(() => backpressure.release())
      .then(({ payload, count }) => {
        const note = formatConfig.ok ? noteOfBody(message, formatConfig.format, count) : {};
        send(withMembers(message, { payload, ...note }));
      });
    lastMessage = handled.catch(() => undefined);
    return handled;
  });
  onClose(node, () => {
    cancelStart();
    return lastMessage.finally(() => nodeStatus.close());
  });
}

/** Formats whose receivers answer in a form of their own: an ack node recognizes them by this. */
const ANSWERED_FORMATS: ReadonlySet<FormatName> = new Set(['hec', 'elastic']);

/** The http request node replaces the payload and keeps `msg.mimecast`. Another format removes the note of an earlier one. */
function noteOfBody(message: NodeMessageInFlow, format: FormatName, records: number): { mimecast?: object } {
  if (!('mimecast' in message) || !isJsonObject(message['mimecast'])) return {};
  const { body, ...mimecast } = message['mimecast'];
  if (ANSWERED_FORMATS.has(format)) return { mimecast: { ...mimecast, body: { format, records } } };
  return body === undefined ? {} : { mimecast };
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

/** 128 bits. A shorter key can be found by trying all. */
const MIN_KEY_BYTES = 16;

type FormatConfigResult =
  | { readonly ok: true; readonly format: FormatName; readonly formatter: Formatter }
  | { readonly ok: false; readonly error: MimecastError };

function parseFormatConfig(
  config: Config,
  credentials: Readonly<Record<string, unknown>>,
): FormatConfigResult {
  const configResult = parseConfig(formatProperties, config);
  if (!configResult.ok) return configResult;
  const { format, options } = configResult.settings;
  const pseudonymKey = String(credentials['pseudonymKey'] ?? '');
  const unsetProblem = findUnsetVariable({ pseudonymKey });
  if (unsetProblem !== undefined) return { ok: false, error: configError(unsetProblem) };
  if (needsKey(options) && pseudonymKey === '') {
    return { ok: false, error: configError({ key: 'pseudonymKeyMissing', values: {} }) };
  }
  if (needsKey(options) && Buffer.byteLength(pseudonymKey) < MIN_KEY_BYTES) {
    return { ok: false, error: configError({ key: 'pseudonymKeyShort', values: { min: MIN_KEY_BYTES } }) };
  }
  return { ok: true, format, formatter: createFormatter({ format, options, pseudonymKey }) };
}

function showProblem(nodeStatus: NodeStatusThrottle, { message, code }: MimecastError): void {
  nodeStatus.set({ fill: 'red', shape: 'dot', text: message.slice(0, 60), code, reason: message });
}
