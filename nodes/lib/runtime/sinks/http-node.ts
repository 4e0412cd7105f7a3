import type { Node, NodeAPI, NodeMessage, NodeMessageInFlow } from 'node-red';
import { z } from 'zod';
import { readBatchRef } from '../../collector/delivery/ack-message';
import { MimecastError } from '../../contracts/errors';
import { listOf } from '../../contracts/list-schema';
import type { RecordOrigin } from '../../sinks/http/encode/items';
import { HttpError, RefusedError } from '../../sinks/http/errors';
import { HttpSink } from '../../sinks/http/http-sink';
import type { HttpEvents, HttpState } from '../../sinks/http/send/outage';
import type { Redelivery } from '../../sinks/http/send/send-queue';
import { NoAnswer } from '../../sinks/http/transport/transport';
import { rawLinesOf } from '../../util/lazy-payload';
import { NodeStatusThrottle } from '../node-red/node-status';
import type { Config } from '../node-red/parse-config';
import { createDeadLetter, isWired } from './dead-letter';
import { readHttpSettings } from './http-settings';
import { httpStatus } from './http-status';
import { initSinkNode, noteFailure, type SinkResult } from './sink-node';

/** Index of the output for what the receiver refused. */
const REFUSED = 1;

/**
 * Connects an HTTP sink to a node: a message is passed on when the receiver has accepted it. What it refuses for good
 * leaves on the second output, if that is wired, and is an error otherwise.
 */
export function initHttpNode(RED: NodeAPI, node: Node, config: Config): void {
  const nodeStatus = new NodeStatusThrottle(node);
  let state: HttpState = { waiting: 0 };
  let totals = { messages: 0, bytes: 0, refused: 0 };
  const show = (): void => nodeStatus.set(httpStatus(totals, state));
  const waiting = new Set<NodeMessageInFlow>();
  /** Attempts of one message have their refusals in common: these leave once. */
  const putAside = new WeakSet<RefusedError['refusals']>();
  /** The sources of waiting messages show what has to be mended here. */
  const noteMisconfigured = (messages: Iterable<NodeMessageInFlow>): void => {
    const { trouble } = state;
    if (trouble?.misconfigured) for (const message of messages) noteFailure(message, trouble.cause);
  };
  const events: HttpEvents = {
    state: (now) => {
      const isNew = now.trouble?.cause !== state.trouble?.cause;
      state = now;
      show();
      if (isNew) noteMisconfigured(waiting);
    },
    // For Catch nodes, without a message: the records wait, so no flow may put them aside.
    misconfigured: (reason) =>
      node.error(new HttpError('HTTP_MISCONFIGURED', reason, 'receiver misconfigured'), {}),
    warn: (text) => node.warn(text),
    log: (text) => node.log(text),
    debug: (text) => node.debug(text),
  };
  const deliver = async (sink: HttpSink, message: NodeMessageInFlow) => {
    const payload = rawLinesOf(message) ?? message.payload;
    waiting.add(message);
    noteMisconfigured([message]);
    try {
      const bytes = await sink.send(payload, readOrigin(message), redeliveryOf(message));
      totals = { ...totals, messages: totals.messages + 1, bytes: totals.bytes + bytes };
      show();
      return undefined;
    } catch (error) {
      if (!(error instanceof RefusedError) || !isWired(node, REFUSED)) throw error;
      if (putAside.has(error.refusals)) return null;
      putAside.add(error.refusals);
      totals = { ...totals, refused: totals.refused + error.refusals.length };
      show();
      node.debug(`${error.message}; sent to the second output`);
      return createDeadLetter(message, error, () => ({ payload: error.refusedPayload, of: error.of }));
    } finally {
      waiting.delete(message);
    }
  };
  initSinkNode(RED, node, nodeStatus, createSink(RED, node, config, events), deliver);
}

function createSink(RED: NodeAPI, node: Node, config: Config, events: HttpEvents): SinkResult<HttpSink> {
  const result = readHttpSettings(RED, node, config);
  if (!result.ok) return result;
  try {
    return { ok: true, sink: new HttpSink(result.settings, events) };
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return { ok: false, error: new MimecastError('MIMECAST_CONFIG', error.message, { short: error.short }) };
  }
}

/** The message of a batch that its source sends again until it is acknowledged. */
function redeliveryOf(message: NodeMessage): Redelivery | undefined {
  const batch = readBatchRef(message);
  return batch && { key: `${batch.source} ${batch.id} ${batch.index}`, attempt: batch.attempt };
}

const text = z.string().optional().catch(undefined);
const originSchema = z.object({
  mimecast: z.object({
    log: text,
    type: text,
    id: text,
    ids: listOf(z.string()).optional().catch(undefined),
  }),
});

/** What `msg.mimecast` says about the records of a message. */
function readOrigin(message: NodeMessage): RecordOrigin {
  const parsed = originSchema.safeParse(message);
  if (!parsed.success) return { ids: [] };
  const { log, type, id, ids } = parsed.data.mimecast;
  return { log, type, ids: ids ?? (id === undefined ? [] : [id]) };
}
