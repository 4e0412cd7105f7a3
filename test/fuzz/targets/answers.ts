/** Every answer of another side: of Mimecast, of Redis, and of receivers. It may be refused, with the errors that callers expect. */
import { readIdentity } from '../../../nodes/lib/api/auth/account-identity';
import { parseTokenResponse } from '../../../nodes/lib/api/auth/token-response';
import { findNextToken, nextPageRequest } from '../../../nodes/lib/api/pagination/next-token';
import { classifyResponse } from '../../../nodes/lib/api/response/classify-response';
import { cleanFailures } from '../../../nodes/lib/api/response/clean-failures';
import { RedisLeaseStore } from '../../../nodes/lib/cluster/redis/redis-lease-store';
import { readExchange, receiverOf } from '../../../nodes/lib/runtime/flow/read-exchange';
import { judgeAnswer } from '../../../nodes/lib/sinks/http/answers/judge-answer';
import { readApiPage, readRestPage } from '../../../nodes/lib/streams/rest/envelope';
import { createRedactor } from '../../../nodes/lib/util/redaction/redactor';
import { mayRefuse } from './refusals';

export type AnswerTarget = (body: unknown) => unknown;

const ORIGIN = 'https://api.example.com';
const redactor = createRedactor(['canary-client-secret']);
const RECEIVERS = ['splunk-hec', 'elasticsearch-bulk', 'http-2xx'] as const;
const STATUSES = [200, 400, 401, 403, 404, 418, 429, 500, 503];

function classified(body: unknown): unknown {
  const text = JSON.stringify(body) ?? '';
  return STATUSES.map((status) => {
    const outcome = classifyResponse({ status, headers: { 'content-type': text.slice(0, 100) }, text });
    return [cleanFailures(outcome, redactor), parseTokenResponse(outcome, status)];
  });
}

function pages(body: unknown): Promise<unknown> {
  const response = { status: 200, body, requestId: undefined, bytes: 1, failures: [] };
  return Promise.all([
    mayRefuse(() => readApiPage(response, undefined, '/api/x')),
    mayRefuse(() => readApiPage(response, 'event', '/api/x')),
    mayRefuse(() => readRestPage(response, 'data', '/x')),
  ]);
}

function nextPage(body: unknown): Promise<unknown> {
  return mayRefuse(() => {
    const token = findNextToken(body) ?? JSON.stringify(body) ?? '';
    return [
      nextPageRequest({ method: 'GET', path: '/x', group: 'api' }, token, ORIGIN),
      nextPageRequest({ method: 'POST', path: '/x', group: 'api', body: {} }, token, ORIGIN),
    ];
  });
}

function redis(reply: unknown): Promise<unknown> {
  const store = new RedisLeaseStore(
    { command: () => Promise.resolve(reply), script: () => Promise.resolve(reply) },
    'prefix',
    1_000,
  );
  const claim = { account: 'a', token: 1 };
  return Promise.all([
    mayRefuse(() => store.heartbeat('me', [claim])),
    mayRefuse(() => store.acquire('me', claim)),
    mayRefuse(() => store.release('me', [claim], false)),
    mayRefuse(() => store.version()),
    mayRefuse(() => store.save(claim, 'siem/a', 'text')),
    mayRefuse(() => store.read('a', 'siem/a')),
  ]);
}

function receivers(body: unknown): unknown {
  const headers = {
    'content-type': 'application/json',
    'retry-after': (JSON.stringify(body) ?? '').slice(0, 50),
  };
  return RECEIVERS.map((receiver) =>
    STATUSES.map((status) => judgeAnswer(receiver, { status, headers, body }, 3, 0)),
  );
}

const identity = (body: unknown): Promise<unknown> => {
  const client = {
    ...{ origin: ORIGIN, demo: false, legacy: false },
    call: () => Promise.resolve({ status: 200, body, requestId: undefined, bytes: 1, failures: [] }),
    redact: (text: string) => redactor.redact(text),
  };
  return mayRefuse(() =>
    readIdentity(client as never, { stream: 'fuzz', signal: AbortSignal.timeout(10_000) }),
  );
};

export const ANSWER_TARGETS: ReadonlyMap<string, AnswerTarget> = new Map<string, AnswerTarget>([
  ['answers of Mimecast: status and errors', classified],
  ['answers of Mimecast: pages', pages],
  ['answers of Mimecast: next page', nextPage],
  ['answers of Mimecast: account', identity],
  ['answers of Redis', redis],
  ['answers of receivers: parsed', receivers],
  [
    'messages: exchange',
    (value) => {
      const message = { payload: value, headers: value, statusCode: value, url: value, mimecast: value };
      return [message, { ...Object(value) }].map((one) => receiverOf(readExchange(one, undefined)));
    },
  ],
]);
