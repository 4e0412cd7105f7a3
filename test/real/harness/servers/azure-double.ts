/**
 * Responds as Azure Monitor's Logs Ingestion API does, and as the token endpoint of Microsoft Entra. It keeps the
 * records it accepted. Its limit is the documented one: 1 MB for a call.
 */
import { z } from 'zod';
import type { HttpCall, HttpReply } from './http-double';

export const AZURE_STREAM_PATH = '/dataCollectionRules/dcr-0123456789abcdef/streams/Custom-Mimecast_CL';
export const AZURE_TOKEN_PATH = '/tenant/oauth2/v2.0/token';

const error = (status: number, code: string, message: string, headers = {}): HttpReply => ({
  status,
  json: { error: { code, message } },
  headers,
});

/** What it responds instead of reading the records. */
const MOODS = {
  forbidden: error(403, 'OperationFailed', 'The token does not have access to ingest data for this rule.'),
  'unknown rule': error(404, 'NotFound', 'Data collection rule with immutable Id not found.'),
  throttled: error(429, 'TooManyRequests', 'Rate limit exceeded.', { 'retry-after': '1' }),
  broken: error(500, 'InternalServerError', 'Try again.'),
  page: {
    status: 200,
    text: '<html><title>Sign in</title></html>',
    headers: { 'content-type': 'text/html' },
  },
} as const satisfies Record<string, HttpReply>;
export type AzureMood = keyof typeof MOODS;

/** Bytes of a call, before and after gzip. */
const MAX_CALL = 1_048_576;

const records = z.array(z.record(z.string(), z.unknown()));
const form = z.object({
  grant_type: z.literal('client_credentials'),
  client_id: z.string(),
  client_secret: z.string(),
  scope: z.string().endsWith('/.default'),
});

export class AzureDouble {
  readonly accepted: Readonly<Record<string, unknown>>[] = [];
  readonly scopes: string[] = [];
  tokens = 0;
  requests = 0;
  /** bytes of the largest call */
  largest = 0;
  /** its response to every request, until it is cleared */
  mood: AzureMood | undefined;
  /** seconds */
  lifetime = 3599;
  #token = '';
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** The current token is no longer accepted. */
  revoke(): void {
    this.#token = '';
  }

  readonly respond = (call: HttpCall): HttpReply => {
    const url = new URL(call.path, 'http://localhost');
    if (url.pathname === AZURE_TOKEN_PATH) return this.#issue(call);
    this.requests += 1;
    if (url.pathname !== AZURE_STREAM_PATH || url.searchParams.get('api-version') === null)
      return MOODS['unknown rule'];
    if (this.#token === '' || call.headers.authorization !== `Bearer ${this.#token}`)
      return error(401, 'InvalidToken', 'The token is not valid.');
    return this.mood === undefined ? this.#take(call) : MOODS[this.mood];
  };

  #issue({ headers, body }: HttpCall): HttpReply {
    const fields = form.safeParse(Object.fromEntries(new URLSearchParams(body)));
    const right = headers['content-type'] === 'application/x-www-form-urlencoded' && fields.success;
    if (!right) return { status: 400, json: { error: 'invalid_request' } };
    if (fields.data.client_secret !== this.#secret)
      return {
        status: 401,
        json: {
          error: 'invalid_client',
          error_description: `AADSTS7000215: Invalid client secret provided (${fields.data.client_secret}).`,
        },
      };
    this.tokens += 1;
    this.scopes.push(fields.data.scope);
    this.#token = `azure-token-${this.tokens}-0123456789abcdef`;
    const json = { token_type: 'Bearer', expires_in: this.lifetime, access_token: this.#token };
    return { status: 200, json };
  }

  #take({ headers, body }: HttpCall): HttpReply {
    const size = Buffer.byteLength(body);
    this.largest = Math.max(this.largest, size);
    if (size > MAX_CALL)
      return error(
        413,
        'ContentLengthLimitExceeded',
        'Maximum allowed content length: 1048576 bytes (1 MB).',
      );
    if (headers['content-type'] !== 'application/json')
      return error(415, 'UnsupportedMediaType', 'The content type has to be application/json.');
    const parsed = records.safeParse(JSON.parse(body));
    if (!parsed.success) return error(400, 'InvalidRecords', 'The body has to be an array of objects.');
    this.accepted.push(...parsed.data);
    return { status: 204, text: '' };
  }
}
