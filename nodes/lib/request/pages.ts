import { findNextToken, nextPageRequest } from '../api/pagination/next-token';
import { paginate } from '../api/pagination/paginator';
import type { ApiClient, ApiRequest, ApiResponse, CallOptions, VendorFailure } from '../contracts/api-client';
import { MimecastError } from '../contracts/errors';
import { omitSecrets } from '../util/redaction/redact-fields';

/**
 * 1000 pages are about a hundred thousand entries; a longer list is treated as an endless one. The first
 * empty page ends it, because some empty pages still have a token for a next one (wire.md 3.2).
 */
const LIMITS = { maxPages: 1000, maxEmptyPages: 1 } as const;

export interface ResponsePage {
  /** as Mimecast sent it, without credentials */
  readonly body: unknown;
  readonly status: number;
  readonly requestId: string | undefined;
  /** from 0 */
  readonly index: number;
  readonly last: boolean;
  /** bytes on the wire */
  readonly bytes: number;
}

export interface PageOptions extends CallOptions {
  /** false: only the first page */
  readonly paging: boolean;
}

/**
 * Yields page by page until a response has no token for the next one.
 * @throws MimecastError: of the client; MIMECAST_BAD_REQUEST after a page with `fail[]`; MIMECAST_BAD_ANSWER
 *   for a repeated page token, an endless list or a next page at another URL; the signal's reason when aborted
 */
export async function* readPages(
  client: ApiClient,
  first: ApiRequest,
  { paging, ...options }: PageOptions,
): AsyncGenerator<ResponsePage> {
  let request = first;
  let index = 0;
  const fetch = async () => {
    const response = await client.call(request, options);
    const records = entriesOf(response.body);
    return {
      response,
      records,
      empty: records.length === 0,
      next: paging ? findNextToken(response.body) : undefined,
    };
  };
  for await (const { page, end } of paginate(fetch, LIMITS, options.signal)) {
    const { response } = page;
    const { status, requestId, bytes } = response;
    if (end.kind === 'repeated')
      throw pagingError(
        first,
        response,
        'the API returned the same page token twice, and nothing new with it',
      );
    yield { body: omitSecrets(response.body), status, requestId, bytes, index, last: end.kind === 'last' };
    const failure = response.failures[0];
    if (failure !== undefined) throw partialFailureError(failure, response, first);
    if (end.kind === 'last') return;
    if (end.kind === 'too-many')
      throw pagingError(first, response, `the list is longer than ${LIMITS.maxPages} pages`);
    const next = nextPageRequest(first, end.token, client.origin);
    if (next === undefined)
      throw pagingError(first, response, 'the next page is at an address that is not followed');
    request = next;
    index += 1;
  }
}

/** `fail[]` next to `data`: the data is valid, the rest of the request was refused. */
function partialFailureError(
  { code, message }: VendorFailure,
  response: ApiResponse,
  { path }: ApiRequest,
): MimecastError {
  const vendorText = [code, message].filter((part) => part !== '').join(': ');
  return new MimecastError('MIMECAST_BAD_REQUEST', `Mimecast refused a part of the request (${vendorText})`, {
    endpoint: path,
    status: response.status,
    requestId: response.requestId,
    vendorCode: code || undefined,
  });
}

function pagingError(
  { path }: ApiRequest,
  { status, requestId }: ApiResponse,
  message: string,
): MimecastError {
  return new MimecastError('MIMECAST_BAD_ANSWER', message, { endpoint: path, status, requestId });
}

/** The entries of a page: `data`, or the only list of a REST response, else the response itself. */
export function entriesOf(body: unknown): readonly unknown[] {
  if (Array.isArray(body)) return body;
  if (typeof body !== 'object' || body === null) return body === undefined ? [] : [body];
  if ('data' in body && Array.isArray(body.data)) return body.data;
  const lists = Object.entries(body)
    .filter(([name]) => !ENVELOPE_MEMBERS.has(name))
    .flatMap(([, value]) => (Array.isArray(value) ? [value] : []));
  const [only, second] = lists;
  return only !== undefined && second === undefined ? only : [body];
}

const ENVELOPE_MEMBERS: ReadonlySet<string> = new Set(['meta', 'fail', 'errors']);
