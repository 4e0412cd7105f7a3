import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { findCollectors } from '../../collector/collector-registry';
import {
  type AckMessage,
  type AckOutcome,
  inferOutcome,
  isPartOfSplit,
  readBatchRef,
  toAckMessage,
} from '../../collector/delivery/ack-message';
import { findAckReceiver } from '../../collector/delivery/ack-registry';
import { extractRejectionReason } from '../../collector/delivery/rejection-text';
import type { MimecastError } from '../../contracts/errors';
import { ackProperties } from '../../properties/node/ack';
import type { Settings } from '../../properties/property-types';
import { configError } from '../node-red/config-error';
import { onFlowsStarted } from '../node-red/flows-started';
import { NodeStatusThrottle } from '../node-red/node-status';
import { type Config, parseConfig } from '../node-red/parse-config';
import { AckCounters, type AckResult } from './ack-status';

type AckSettings = Settings<typeof ackProperties>;
type OutcomeResolver = (message: NodeMessageInFlow) => Promise<AckOutcome>;

/** Sends the acknowledgement of a message to the source it came from, and passes the message on. */
export function initAckNode(RED: NodeAPI, node: Node, config: Config): void {
  const nodeStatus = new NodeStatusThrottle(node);
  const ackConfig = parseAckConfig(RED, node, config);
  // Not in the constructor: the Catch and Status nodes that must see an invalid configuration do not exist
  // yet.
  const cancelStart = onFlowsStarted(RED, () => {
    if (ackConfig.ok) return;
    const { code, message } = ackConfig.error;
    nodeStatus.set({ fill: 'red', shape: 'dot', text: message.slice(0, 60), code });
    node.error(ackConfig.error, {});
  });
  const counters = new AckCounters();
  const acknowledge = async (message: NodeMessageInFlow): Promise<AckResult> => {
    if (!ackConfig.ok) throw ackConfig.error;
    const { settings, resolveOutcome } = ackConfig;
    const batch = readBatchRef(message);
    if (batch === undefined) {
      node.debug('a message without msg.mimecast.batch: passed on');
      return { kind: 'unmarked' };
    }
    if (isPartOfSplit(message, batch)) throw configError({ key: 'joinFirst', values: {} });
    const outcome = await resolveOutcome(message);
    const reason = outcome === 'reject' ? rejectionReason(message, settings) : undefined;
    const ack = toAckMessage(batch, settings.settles, outcome, node.id, reason);
    const result = deliverAck(batch.source, ack);
    if (!EXPECTED_KINDS.has(result.kind)) node.debug(`no source waits for batch ${batch.id}: passed on`);
    return result;
  };
  node.on('input', (message, send, done) => {
    acknowledge(message)
      .then((result) => {
        counters.add(result);
        nodeStatus.set(counters.status());
        send(message);
        done();
      })
      .catch(done);
  });
  node.on('close', () => {
    cancelStart();
    nodeStatus.close();
  });
}

const EXPECTED_KINDS: ReadonlySet<AckResult['kind']> = new Set(['acknowledged', 'rejected']);

const RESULT_KINDS = { acknowledge: 'acknowledged', reject: 'rejected' } as const;

/** Passes an acknowledgement to the source with the run-time id `source`. */
export function deliverAck(source: string, message: AckMessage): AckResult {
  if (findAckReceiver(source)?.handleAck(message)) return { kind: RESULT_KINDS[message.outcome], source };
  // The template id does not identify the source: instances of one subflow may differ, since a property may
  // be a variable.
  const collector = findCollectors(source).find(({ id }) => id === source);
  if (collector?.delivery === 'sent') return { kind: 'sent', source, name: collector.name || collector.type };
  return collector === undefined && findAckReceiver(source) === undefined
    ? { kind: 'elsewhere' }
    : { kind: 'late', source };
}

/** The error text of the receiver, or else what caused the rejection. */
function rejectionReason(message: NodeMessageInFlow, { verdict, accept }: AckSettings): string {
  const receiverText = extractRejectionReason(message);
  if (verdict === 'auto' && accept === '') return receiverText ?? 'the message carries an error';
  const cause = verdict === 'auto' ? 'not accepted by the expression' : 'rejected by the ack node';
  return receiverText === undefined ? cause : `${receiverText} (${cause})`;
}

type AckConfigResult =
  | { readonly ok: true; readonly settings: AckSettings; readonly resolveOutcome: OutcomeResolver }
  | { readonly ok: false; readonly error: MimecastError };

function parseAckConfig(RED: NodeAPI, node: Node, config: Config): AckConfigResult {
  const configResult = parseConfig(ackProperties, config);
  if (!configResult.ok) return configResult;
  const { settings } = configResult;
  try {
    return { ok: true, settings, resolveOutcome: createOutcomeResolver(RED, node, settings) };
  } catch (error) {
    return { ok: false, error: expressionError(error) };
  }
}

/** @throws when `accept` is not valid JSONata */
function createOutcomeResolver(RED: NodeAPI, node: Node, { verdict, accept }: AckSettings): OutcomeResolver {
  if (verdict !== 'auto') return async () => verdict;
  if (accept === '') return async (message) => inferOutcome(message);
  const expression = RED.util.prepareJSONataExpression(accept, node);
  return (message) =>
    new Promise((resolve, reject) => {
      RED.util.evaluateJSONataExpression(expression, message, (error: Error | null, result: unknown) => {
        if (error) reject(expressionError(error));
        else resolve(result === true ? 'acknowledge' : 'reject');
      });
    });
}

/** JSONata throws plain objects with a `message`, not `Error`s. */
function expressionError(error: unknown): MimecastError {
  const hasMessage = typeof error === 'object' && error !== null && 'message' in error;
  const reason = hasMessage ? String(error.message) : String(error);
  return configError({ key: 'jsonata', values: { reason }, property: 'accept' });
}
