import { randomUUID } from 'node:crypto';
import type { Node, NodeAPI, NodeMessage, NodeMessageInFlow } from 'node-red';
import { observeClient } from '../../collector/poll/observe-client';
import type { Trouble } from '../../contracts/api-client';
import { MimecastError } from '../../contracts/errors';
import { requestProperties } from '../../properties/node/request';
import { entriesOf, type ResponsePage, readPages } from '../../request/pages';
import { parseRequest, type RequestResult, type RequestSettings } from '../../request/read-request';
import { formatTime } from '../../util/format-time';
import type { Account } from '../account/account';
import { findAccount } from '../account/account-node';
import { prefixedError } from '../account/prefixed-log';
import { configError } from '../node-red/config-error';
import { failedStatus } from '../node-red/error-status';
import { NodeStatusThrottle, type Status } from '../node-red/node-status';
import { onInput, type Send } from '../node-red/on-input';
import { type Config, parseConfig } from '../node-red/parse-config';
import { joinFitting, truncate } from '../node-red/status-text';

/** Maximum size of the responses in one message, bytes. */
const MAX_COMBINED_BYTES = 128 * 1024 * 1024;

type ValidConfig = Extract<RequestResult, { ok: true }>;

/** Makes any API call with the account's token and quota. */
export function initRequestNode(RED: NodeAPI, node: Node, config: Config): void {
  const nodeStatus = new NodeStatusThrottle(node);
  const configResult = parseConfig(requestProperties, config);
  const account = findAccount(RED, String(config['account'] ?? ''));
  const problem = configResult.ok ? account.problem() : configResult.error;
  const abortController = new AbortController();
  if (problem !== undefined) nodeStatus.set(failedStatus(problem));

  const handleMessage = async (message: NodeMessageInFlow, send: Send): Promise<void> => {
    if (problem !== undefined || !configResult.ok) throw problem;
    const request = parseRequest({ ...message }, configResult.settings);
    if (!request.ok) throw configError(request.problem);
    const job = {
      RED,
      nodeStatus,
      account,
      settings: configResult.settings,
      signal: abortController.signal,
      id: node.id,
    };
    await execute(job, request, message, send);
  };
  onInput(node, handleMessage, (error, message) => {
    // A deploy cancelled the call, so there is no receiver for the error.
    if (abortController.signal.aborted) return undefined;
    if (error instanceof MimecastError) {
      nodeStatus.set(failedStatus(error));
      // The Catch node gets this message, and not a copy: a frozen one stays as it is.
      Reflect.set(message, 'statusCode', error.status);
    }
    return prefixedError(error, account.label);
  });
  node.on('close', (_removed: boolean, done: () => void) => {
    abortController.abort(new DOMException('the node was closed', 'AbortError'));
    nodeStatus.close();
    done();
  });
}

/** Status of a call that is being retried or waits. */
function outageStatus({ error, retryAt }: Trouble): Status {
  const { code, short, message } = error;
  const text = joinFitting([short ?? message, retryAt === undefined ? 'waiting' : 'trying again']);
  const fill = retryAt === undefined ? 'yellow' : 'red';
  return { fill, shape: 'ring', text, code, reason: message };
}

interface RequestJob {
  readonly RED: NodeAPI;
  readonly nodeStatus: NodeStatusThrottle;
  readonly account: Account;
  readonly settings: RequestSettings;
  readonly signal: AbortSignal;
  readonly id: string;
}

async function execute(job: RequestJob, { request, changes }: ValidConfig, message: NodeMessage, send: Send) {
  const { nodeStatus, account, settings, signal, id } = job;
  const requestStatus = {
    fill: 'blue',
    shape: 'dot',
    text: truncate(`${request.method} ${request.path}`),
  } as const;
  nodeStatus.set(requestStatus);
  const client = observeClient(await account.client(), {
    onTrouble: (trouble) => nodeStatus.set(trouble === undefined ? requestStatus : outageStatus(trouble)),
  });
  const pages = readPages(client, request, {
    signal,
    stream: `request:${id}`,
    // A call that changes data is not repeated, since it may have worked. Its response has no further pages.
    paging: settings.paging === 'auto' && !changes,
    ...(changes ? { tries: 1 as const } : {}),
    onThrottled: ({ retryAt }) =>
      nodeStatus.set({
        fill: 'yellow',
        shape: 'ring',
        text: `quota: waiting until ${formatTime(retryAt)}`,
        code: 'MIMECAST_RATE_LIMITED',
      }),
  });
  const summary =
    settings.output === 'all'
      ? await sendCombined(job, pages, message, send)
      : await sendPages(job, pages, message, send);
  const text = `${summary.status} · ${summary.pages === 1 ? '1 page' : `${summary.pages} pages`}`;
  nodeStatus.set({ fill: 'green', shape: 'dot', text, ...summary });
}

interface RequestSummary {
  readonly status: number;
  readonly pages: number;
}

async function sendPages(
  { RED }: RequestJob,
  pages: AsyncIterable<ResponsePage>,
  message: NodeMessage,
  send: Send,
): Promise<RequestSummary> {
  const id = randomUUID();
  let summary: RequestSummary = { status: 0, pages: 0 };
  for await (const { body, status, requestId, index, last } of pages) {
    // The count is known with the last page; Node-RED's Join node accepts that.
    const parts = { id, type: 'array', index, len: 1, ...(last ? { count: index + 1 } : {}) };
    send({ ...copyWithoutPayload(RED, message), payload: body, statusCode: status, requestId, parts });
    summary = { status, pages: index + 1 };
  }
  return summary;
}

async function sendCombined(
  { RED }: RequestJob,
  pages: AsyncIterable<ResponsePage>,
  message: NodeMessage,
  send: Send,
): Promise<RequestSummary> {
  const payload: unknown[] = [];
  let bytes = 0;
  let lastPage: { statusCode: number; requestId: string | undefined; pages: number } | undefined;
  for await (const page of pages) {
    bytes += page.bytes;
    if (bytes > MAX_COMBINED_BYTES) throw configError({ key: 'tooMuchForOne', values: {} });
    for (const entry of entriesOf(page.body)) payload.push(entry);
    lastPage = { statusCode: page.status, requestId: page.requestId, pages: page.index + 1 };
  }
  send({ ...copyWithoutPayload(RED, message), payload, ...lastPage });
  return { status: lastPage?.statusCode ?? 0, pages: lastPage?.pages ?? 0 };
}

/** Each page gets its own message. The request payload is left out: it was sent, not received. */
function copyWithoutPayload(RED: NodeAPI, { payload: _, ...message }: NodeMessage): NodeMessage {
  return RED.util.cloneMessage(message);
}
