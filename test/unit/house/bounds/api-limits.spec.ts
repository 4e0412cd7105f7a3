import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readIdentity } from '../../../../nodes/lib/api/auth/account-identity';
import { tokenResponseSchema } from '../../../../nodes/lib/api/auth/token-cache';
import { createClient } from '../../../../nodes/lib/api/client';
import { createTransport } from '../../../../nodes/lib/api/http/http-transport';
import { createLinkPolicy } from '../../../../nodes/lib/api/http/link-policy';
import { tokenText } from '../../../../nodes/lib/api/pagination/next-token';
import { SeenKeys } from '../../../../nodes/lib/api/pagination/seen-keys';
import {
  countHeader,
  rateLimitResetMs,
  retryAfterMs,
} from '../../../../nodes/lib/api/quota/rate-limit-headers';
import { classifyResponse } from '../../../../nodes/lib/api/response/classify-response';
import { cleanFailures, vendorCodeOf } from '../../../../nodes/lib/api/response/clean-failures';
import { MimecastError } from '../../../../nodes/lib/contracts/errors';
import { createRedactor } from '../../../../nodes/lib/util/redaction/redactor';
import { collect } from '../../../doubles/blocks';
import { ScriptedClient } from '../../../doubles/scripted-client';
import { describeLimits, isTaken, range, text } from './limit-rows';

const NOW = Date.UTC(2026, 10, 20);
const BLOCK = Buffer.alloc(1024 * 1024, ' ');

/** A server that answers with as many bytes, or as many redirects, as its path says. */
async function withServer<T>(work: (origin: string) => Promise<T>): Promise<T> {
  const server = createServer((request, response) => {
    const [, kind, count] = (request.url ?? '').split('/');
    if (kind === 'redirects' && Number(count) > 0) {
      response.writeHead(302, { location: `/redirects/${Number(count) - 1}` }).end();
      return;
    }
    if (kind === 'bytes') {
      const bytes = Number(count);
      for (let sent = 0; sent < bytes; sent += BLOCK.length) response.write(BLOCK.subarray(0, bytes - sent));
    }
    response.end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  try {
    return await work(`http://127.0.0.1:${port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const failed = (reason: string): MimecastError => new MimecastError('MIMECAST_CONFIG', reason);

const readsAnswer = (bytes: number): Promise<boolean> =>
  withServer(async (origin) => {
    const transport = createTransport({ host: '127.0.0.1', timeoutMs: 30_000 }, createRedactor(), failed);
    const answer = isTaken(async () => {
      const { body } = await transport.api.request({ origin, path: `/bytes/${bytes}`, method: 'GET' });
      await body.arrayBuffer();
    });
    return answer.finally(() => transport.destroy());
  });

const followsRedirects = (count: number): Promise<boolean> =>
  withServer(async (origin) => {
    const client = createClient({ origin, demo: false, clientId: 'a', clientSecret: 'b', timeoutMs: 10_000 });
    const { signal } = new AbortController();
    const read = isTaken(async () =>
      collect(await client.download(`${origin}/redirects/${count}`, { signal })),
    );
    return read.finally(() => client.close());
  });

const hasName = async (length: number): Promise<boolean> => {
  const client = new ScriptedClient({ list: () => ({}), body: () => '' });
  const body = { data: [{ accountCode: 'C0A0', accountName: text(length) }] };
  client.call = () => Promise.resolve({ status: 200, body, requestId: '', bytes: 1, failures: [] });
  const { signal } = new AbortController();
  return (await readIdentity(client, { signal, stream: 'a' })).name === text(length);
};

const keepsFailures = (count: number): boolean => {
  const fail = range(count).map((index) => ({ errors: [{ code: `code_${index}`, message: 'no' }] }));
  const outcome = classifyResponse({
    status: 200,
    headers: {},
    text: JSON.stringify({ meta: { status: 200 }, data: [], fail }),
  });
  return cleanFailures(outcome, createRedactor()).failures.length === count;
};

const remembers = (count: number): boolean => {
  const seen = new SeenKeys();
  seen.add(range(count).map(String));
  return !seen.add(['0']);
};

const policy = createLinkPolicy({ origin: 'https://api.example.com', verified: true });
const LINK = 'https://storage.example.com/';
const token = { access_token: 'token', expires_in: 1800 };

describeLimits('The API', {
  'answer of the API': readsAnswer,
  'text of an error': (length) => createRedactor().redact(text(length)) === text(length),
  'code of an error': (length) => vendorCodeOf(text(length)) !== undefined,
  'errors in one answer': keepsFailures,
  'name of an account': hasName,
  'access token': (length) => tokenResponseSchema.safeParse({ ...token, access_token: text(length) }).success,
  'lifetime of an access token': (seconds) =>
    tokenResponseSchema.parse({ ...token, expires_in: seconds }).expires_in === seconds,
  'wait that the API asks for': (seconds) =>
    retryAfterMs({ 'retry-after': `${seconds}` }, NOW) === seconds * 1000,
  'time to the reset of a quota': (ms) => rateLimitResetMs({ 'x-ratelimit-reset': `${ms}` }, NOW) === ms,
  'calls of a quota': (count) =>
    countHeader({ 'x-ratelimit-limit': `${count}` }, 'x-ratelimit-limit') === count,
  'page token or cursor': (length) => tokenText.safeParse(text(length)).success,
  'records that are remembered to notice a page that comes again': remembers,
  'link to a file': (length) => policy.check(LINK + text(length - LINK.length)) !== undefined,
  'redirects of a link': followsRedirects,
});
