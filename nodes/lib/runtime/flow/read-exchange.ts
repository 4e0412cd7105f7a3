/** What a message shows of a request and its answer, after Node-RED's http request node. */
import { z } from 'zod';
import type { BatchRef } from '../../collector/delivery/messages';
import { listOf } from '../../contracts/list-schema';
import { answerReason } from '../../sinks/http/answers/answer-reason';
import { isBulkAnswer, recognizeReceiver } from '../../sinks/http/answers/recognize-receiver';
import {
  type Answer,
  type Misconfigured,
  misconfigured,
  type Receiver,
} from '../../sinks/http/answers/verdict';
import { rawLinesOf } from '../../util/lazy-payload';

export type SentMessage = Readonly<Record<string, unknown>>;

/**
 * The node replaces `payload`, `headers`, `statusCode` and `responseUrl` by those of the answer. `url` survives where
 * the flow has set it, and so does `mimecast`.
 */
export interface MessageExchange {
  readonly answer: Answer;
  readonly urls: readonly unknown[];
  readonly format: string | undefined;
  /** undefined where nobody knows */
  readonly sentCount: number | undefined;
}

const OK = 200;

// Not a loose object, which would read the payload.
const origin = z.object({
  mimecast: z.looseObject({
    id: z.string().optional(),
    ids: listOf(z.string()).optional(),
    body: z.object({ format: z.string(), records: z.number().int().nonnegative() }).optional(),
  }),
});

/** Without a status only the answer of `_bulk` is recognized: any other payload may be what the flow made. */
export function hasAnswer(message: SentMessage): boolean {
  // After an error without a code the http request node sets `undefined`.
  return 'statusCode' in message || isBulkAnswer(bulkAnswerOf(payloadOf(message)));
}

/** @param joined the batch, where the message stands for all of its messages */
export function readExchange(message: SentMessage, joined: BatchRef | undefined): MessageExchange {
  const { url, responseUrl, headers } = message;
  const { mimecast } = origin.safeParse(message).data ?? {};
  const status = 'statusCode' in message ? message['statusCode'] : OK;
  const ids = mimecast?.ids?.length ?? (mimecast?.id === undefined ? undefined : 1);
  return {
    answer: {
      status,
      headers: z.record(z.string(), z.unknown()).safeParse(headers).data,
      body: payloadOf(message),
    },
    urls: [url, responseUrl],
    format: mimecast?.body?.format,
    sentCount: joined !== undefined && joined.count > 1 ? joined.count : (mimecast?.body?.records ?? ids),
  };
}

export function receiverOf({ answer, urls, format }: MessageExchange): Receiver {
  const bySent = recognizeReceiver({ urls, format });
  // Reads the answer only where nothing else tells.
  return bySent === 'http-2xx'
    ? recognizeReceiver({ urls, format, body: bulkAnswerOf(answer.body) })
    : bySent;
}

/**
 * The http request node follows redirects, and most of them turn a POST into a GET without a body. HEC and `_bulk` have
 * an answer of their own that proves the opposite.
 */
export function redirectionOf(message: SentMessage, receiver: Receiver): Misconfigured | undefined {
  const { redirectList } = message;
  if (receiver !== 'http-2xx' || !Array.isArray(redirectList) || redirectList.length === 0) return undefined;
  const location = z.looseObject({ location: z.string() }).safeParse(redirectList[0]).data?.location;
  const reason = answerReason(REDIRECT, {
    status: REDIRECT,
    headers: location === undefined ? {} : { location },
  });
  return misconfigured(`${reason}: set that address, since a redirect can lose the data`);
}

/** The http request node does not keep which one it was. */
const REDIRECT = 302;

/** A payload that was neither read nor replaced is still the one of the source, and not an answer. */
const payloadOf = (message: SentMessage): unknown =>
  rawLinesOf(message) === undefined ? message['payload'] : undefined;

/** Parses only what may be an answer of `_bulk`: the text may be a megabyte of records. */
function bulkAnswerOf(payload: unknown): unknown {
  const text = payload instanceof Uint8Array ? Buffer.from(payload).toString('utf8') : payload;
  if (typeof text !== 'string') return payload;
  if (!/^\s*\{/.test(text) || !/"errors"\s*:\s*(true|false)/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
