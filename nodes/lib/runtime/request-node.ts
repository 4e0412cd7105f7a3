import { randomUUID } from 'node:crypto';
import type { Node, NodeAPI, NodeMessage, NodeMessageInFlow } from 'node-red';
import { MimecastError } from '../api/errors';
import type { Trouble } from '../api/types';
import { requestProperties } from '../properties/request';
import { type AnsweredPage, entriesOf, readPages } from '../request/pages';
import { type RequestReading, type RequestSettings, readRequest } from '../request/read-request';
import { watchedClient } from '../shipping/watched-client';
import { type Account, findAccount } from './account-node';
import { configError } from './explain';
import { clock } from './format-time';
import { namedError } from './named-log';
import { type Config, readConfig } from './read-config';
import { failedStatus } from './sink-node';
import { type Status, StatusLine } from './status-line';
import { cut, fitting } from './status-text';

/** Maximum size of the responses in one message, bytes. */
const LARGEST_WHOLE = 128 * 1024 * 1024;

type Sound = Extract<RequestReading, { ok: true }>;
type Send = (message: NodeMessage) => void;

/** Makes any API call with the account's token and quota. */
export function attachRequest(RED: NodeAPI, node: Node, config: Config): void {
  const line = new StatusLine(node);
  const reading = readConfig(requestProperties, config);
  const account = findAccount(RED, String(config['account'] ?? ''));
  const problem = reading.ok ? account.problem() : reading.error;
  const closing = new AbortController();
  if (problem !== undefined) line.show(failedStatus(problem));

  const act = async (message: NodeMessageInFlow, send: Send): Promise<void> => {
    if (problem !== undefined || !reading.ok) throw problem;
    const request = readRequest({ ...message }, reading.settings);
    if (!request.ok) throw configError(request.problem);
    const errand = { RED, line, account, settings: reading.settings, signal: closing.signal, id: node.id };
    await perform(errand, request, message, send);
  };
  node.on('input', (message, send, done) => {
    act(message, send).then(
      () => done(),
      (error: unknown) => {
        // A deploy cancelled the call, so there is no receiver for the error.
        if (closing.signal.aborted) {
          done();
          return;
        }
        if (error instanceof MimecastError) {
          line.show(failedStatus(error));
          Object.assign(message, { statusCode: error.status });
        }
        done(namedError(error, account.label));
      },
    );
  });
  node.on('close', (_removed: boolean, done: () => void) => {
    closing.abort(new DOMException('the node was closed', 'AbortError'));
    line.close();
    done();
  });
}

/** Status of a call that is being retried or waits. */
function troubleStatus({ error, retryAt }: Trouble): Status {
  const { code, short, message } = error;
  const text = fitting([short ?? message, retryAt === undefined ? 'waiting' : 'trying again']);
  const fill = retryAt === undefined ? 'yellow' : 'red';
  return { fill, shape: 'ring', text, code, reason: message };
}

interface Errand {
  readonly RED: NodeAPI;
  readonly line: StatusLine;
  readonly account: Account;
  readonly settings: RequestSettings;
  readonly signal: AbortSignal;
  readonly id: string;
}

async function perform(errand: Errand, { request, changes }: Sound, from: NodeMessage, send: Send) {
  const { line, account, settings, signal, id } = errand;
  const asking = { fill: 'blue', shape: 'dot', text: cut(`${request.method} ${request.path}`) } as const;
  line.show(asking);
  const client = watchedClient(await account.client(), {
    onTrouble: (trouble) => line.show(trouble === undefined ? asking : troubleStatus(trouble)),
  });
  const pages = readPages(client, request, {
    signal,
    stream: `request:${id}`,
    // A call that changes data is not repeated, since it may have worked. Its response has no further pages.
    paging: settings.paging === 'auto' && !changes,
    ...(changes ? { tries: 1 as const } : {}),
    onThrottled: ({ retryAt }) =>
      line.show({
        fill: 'yellow',
        shape: 'ring',
        text: `quota: waiting until ${clock(retryAt)}`,
        code: 'MIMECAST_RATE_LIMITED',
      }),
  });
  const done =
    settings.output === 'all'
      ? await sendWhole(errand, pages, from, send)
      : await sendPages(errand, pages, from, send);
  const text = `${done.status} · ${done.pages === 1 ? '1 page' : `${done.pages} pages`}`;
  line.show({ fill: 'green', shape: 'dot', text, ...done });
}

interface Done {
  readonly status: number;
  readonly pages: number;
}

async function sendPages(
  { RED }: Errand,
  pages: AsyncIterable<AnsweredPage>,
  from: NodeMessage,
  send: Send,
): Promise<Done> {
  const id = randomUUID();
  let done: Done = { status: 0, pages: 0 };
  for await (const { body, status, requestId, index, last } of pages) {
    // The count is known with the last page; Node-RED's Join node accepts that.
    const parts = { id, type: 'array', index, len: 1, ...(last ? { count: index + 1 } : {}) };
    send({ ...copyOf(RED, from), payload: body, statusCode: status, requestId, parts });
    done = { status, pages: index + 1 };
  }
  return done;
}

async function sendWhole(
  { RED }: Errand,
  pages: AsyncIterable<AnsweredPage>,
  from: NodeMessage,
  send: Send,
): Promise<Done> {
  const payload: unknown[] = [];
  let bytes = 0;
  let end: { statusCode: number; requestId: string | undefined; pages: number } | undefined;
  for await (const page of pages) {
    bytes += page.bytes;
    if (bytes > LARGEST_WHOLE) throw configError({ key: 'tooMuchForOne', values: {} });
    for (const entry of entriesOf(page.body)) payload.push(entry);
    end = { statusCode: page.status, requestId: page.requestId, pages: page.index + 1 };
  }
  send({ ...copyOf(RED, from), payload, ...end });
  return { status: end?.statusCode ?? 0, pages: end?.pages ?? 0 };
}

/** Each page gets its own message. The request payload is left out: it was sent, not received. */
function copyOf(RED: NodeAPI, { payload: _, ...message }: NodeMessage): NodeMessage {
  return RED.util.cloneMessage(message);
}
