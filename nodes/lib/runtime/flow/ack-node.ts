import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { findCollectors } from '../../collector/collector-registry';
import {
  type AckMessage,
  type AckOutcome,
  isPartOfSplit,
  readBatchRef,
  toAckMessage,
} from '../../collector/delivery/ack-message';
import { findAckReceiver } from '../../collector/delivery/ack-registry';
import type { BatchRef } from '../../collector/delivery/messages';
import { extractRejectionReason, sanitizeReason } from '../../collector/delivery/rejection-text';
import type { MimecastError } from '../../contracts/errors';
import { ackProperties } from '../../properties/node/ack';
import type { Settings } from '../../properties/property-types';
import { configError } from '../node-red/config-error';
import { onFlowsStarted } from '../node-red/flows-started';
import { NodeStatusThrottle } from '../node-red/node-status';
import { onInput, toError } from '../node-red/on-input';
import { type Config, parseConfig } from '../node-red/parse-config';
import { isWired } from '../sinks/dead-letter';
import { AckCounters, type AckResult } from './ack-status';
import { createDeadLetters, type DeadLetterMessage, type DeadLetters } from './dead-letters';
import { judgeMessage, type MessageVerdict, type RefusedRecords, refusalText } from './judge-message';

type AckSettings = Settings<typeof ackProperties>;
type Judge = (message: NodeMessageInFlow, batch: BatchRef) => Promise<MessageVerdict>;

/** What became of a message, and what goes to the second output in its place. */
interface Settled {
  readonly result: AckResult;
  readonly deadLetters?: readonly DeadLetterMessage[];
}

/**
 * Sends the acknowledgement of a message to the source it came from, and passes the message on. Records that their
 * receiver refuses for good leave at the second output instead. They are acknowledged where that path ends.
 */
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
  const settle = async (message: NodeMessageInFlow): Promise<Settled> => {
    if (!ackConfig.ok) throw ackConfig.error;
    const { settings, judge } = ackConfig;
    const batch = readBatchRef(message);
    if (batch === undefined) {
      node.debug('a message without msg.mimecast.batch: passed on');
      return { result: { kind: 'unmarked' } };
    }
    if (isPartOfSplit(message, batch)) throw configError({ key: 'joinFirst', values: {} });
    const verdict = await judge(message, batch);
    if (verdict.kind === 'refused') return putAside(message, batch, verdict, settings);
    return { result: send(batch, verdict, settings) };
  };
  const send = (batch: BatchRef, verdict: Verdict, { settles }: AckSettings): AckResult => {
    const rejected = verdict.kind === 'reject';
    const reason = rejected ? sanitizeReason(verdict.reason) : undefined;
    const result = deliverAck(batch.source, toAckMessage(batch, settles, verdict.kind, node.id, reason));
    if (!EXPECTED_KINDS.has(result.kind)) node.debug(`no source waits for batch ${batch.id}: passed on`);
    return rejected && result.kind === 'rejected' && verdict.misconfigured === true
      ? { ...result, problem: reason }
      : result;
  };
  const putAside = (
    message: NodeMessageInFlow,
    batch: BatchRef,
    refused: RefusedRecords,
    settings: AckSettings,
  ): Settled => {
    const reason = refusalText(refused);
    const wired = isWired(node, DEAD_LETTER_OUTPUT);
    const joined = settings.settles === 'batch' && batch.count > 1;
    const letters = wired ? createDeadLetters(message, batch, refused, joined) : undefined;
    // Without them nothing is put aside and nothing acknowledged: the source sends the message again.
    if (letters === undefined) {
      const result = send(batch, { kind: 'reject', reason }, settings);
      return { result: result.kind === 'rejected' && !wired ? { ...result, unwired: true } : result };
    }
    acknowledgeArrived(batch, letters);
    const records = refused.records.length;
    return { result: { kind: 'refused', source: batch.source, records }, deadLetters: letters.messages };
  };
  const acknowledgeArrived = (batch: BatchRef, { arrived }: DeadLetters): void => {
    for (const index of arrived)
      deliverAck(batch.source, toAckMessage({ ...batch, index }, 'message', 'acknowledge', node.id));
  };
  onInput(node, async (message, sendOn) => {
    const { result, deadLetters } = await settle(message);
    counters.add(result);
    nodeStatus.set(counters.status());
    sendOn(deadLetters === undefined ? message : [null, deadLetters.map((letter) => ({ ...letter }))]);
  });
  node.on('close', () => {
    cancelStart();
    nodeStatus.close();
  });
}

type Verdict = Exclude<MessageVerdict, RefusedRecords>;

/** The second one. */
const DEAD_LETTER_OUTPUT = 1;

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

type AckConfigResult =
  | { readonly ok: true; readonly settings: AckSettings; readonly judge: Judge }
  | { readonly ok: false; readonly error: MimecastError };

function parseAckConfig(RED: NodeAPI, node: Node, config: Config): AckConfigResult {
  const configResult = parseConfig(ackProperties, config);
  if (!configResult.ok) return configResult;
  const { settings } = configResult;
  try {
    return { ok: true, settings, judge: createJudge(RED, node, settings) };
  } catch (error) {
    return { ok: false, error: expressionError(error) };
  }
}

/** @throws when `accept` is not valid JSONata */
function createJudge(RED: NodeAPI, node: Node, settings: AckSettings): Judge {
  const { verdict, accept } = settings;
  if (verdict !== 'auto')
    return async (message) => fixedVerdict(message, verdict, 'rejected by the ack node');
  if (accept === '') return async (message, batch) => judgeMessage(message, settings, batch);
  const expression = RED.util.prepareJSONataExpression(accept, node);
  return async (message) => {
    const isAccepted = await new Promise<boolean>((resolve, reject) => {
      // Nobody would catch what this function throws, so it reads nothing of the message.
      RED.util.evaluateJSONataExpression(expression, message, (error: Error | null, result: unknown) => {
        if (error) reject(expressionError(error));
        else resolve(result === true);
      });
    });
    return fixedVerdict(message, isAccepted ? 'acknowledge' : 'reject', 'not accepted by the expression');
  };
}

/** The text of the receiver, and what caused the rejection. */
function fixedVerdict(message: NodeMessageInFlow, outcome: AckOutcome, cause: string): MessageVerdict {
  if (outcome === 'acknowledge') return { kind: 'acknowledge' };
  const words = extractRejectionReason(message);
  return { kind: 'reject', reason: words === undefined ? cause : `${words} (${cause})` };
}

/** JSONata throws plain objects with a `message`, not `Error`s. */
function expressionError(error: unknown): MimecastError {
  const hasMessage = typeof error === 'object' && error !== null && 'message' in error;
  const reason = toError(hasMessage ? error.message : error).message;
  return configError({ key: 'jsonata', values: { reason }, property: 'accept' });
}
