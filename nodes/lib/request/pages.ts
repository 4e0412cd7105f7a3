import { MimecastError } from '../api/errors';
import type { ApiAnswer, ApiClient, ApiRequest, CallOptions, VendorFailure } from '../api/types';
import { withoutSecrets } from '../sensitive';
import { nextMark, requestFor } from './next-page';

/** A list of a hundred thousand entries and no end to it is no list any more. */
const MOST_PAGES = 1000;

export interface AnsweredPage {
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
  /** false: one page, whatever its answer says */
  readonly paging: boolean;
}

/**
 * Page by page until no next one is named.
 * @throws MimecastError: of the client; MIMECAST_BAD_REQUEST after a page with `fail[]`; MIMECAST_BAD_ANSWER for
 *   pages that lead nowhere or in a circle; the signal's reason when aborted
 */
export async function* readPages(
  client: ApiClient,
  first: ApiRequest,
  { paging, ...options }: PageOptions,
): AsyncGenerator<AnsweredPage> {
  const asked = new Set<string>();
  let request = first;
  for (let index = 0; ; index += 1) {
    const answer = await client.call(request, options);
    // Some empty pages name a next one all the same (mimecast-api.md 3.2).
    const more = paging && entriesOf(answer.body).length > 0;
    const mark = more ? nextMark(answer.body) : undefined;
    const { status, requestId, bytes } = answer;
    yield { body: withoutSecrets(answer.body), status, requestId, bytes, index, last: mark === undefined };
    const failure = answer.failures[0];
    if (failure !== undefined) throw partial(failure, answer, first);
    if (mark === undefined) return;
    if (asked.has(mark)) throw astray(first, answer, 'the API named the same next page twice');
    if (index + 1 >= MOST_PAGES) throw astray(first, answer, `the list is longer than ${MOST_PAGES} pages`);
    asked.add(mark);
    const next = requestFor(first, mark, client.origin);
    if (next === undefined)
      throw astray(first, answer, 'the next page is at an address that is not followed');
    request = next;
  }
}

/** `fail[]` beside data: what came is good, the rest was refused. */
function partial({ code, message }: VendorFailure, answer: ApiAnswer, { path }: ApiRequest): MimecastError {
  const words = [code, message].filter((word) => word !== '').join(': ');
  return new MimecastError('MIMECAST_BAD_REQUEST', `Mimecast refused a part of the request (${words})`, {
    endpoint: path,
    status: answer.status,
    requestId: answer.requestId,
    vendorCode: code,
  });
}

function astray({ path }: ApiRequest, { status, requestId }: ApiAnswer, words: string): MimecastError {
  return new MimecastError('MIMECAST_BAD_ANSWER', words, { endpoint: path, status, requestId });
}

/** The entries of a page: `data`, or the one list that a REST answer has; else the answer itself. */
export function entriesOf(body: unknown): readonly unknown[] {
  if (Array.isArray(body)) return body;
  if (typeof body !== 'object' || body === null) return body === undefined ? [] : [body];
  if ('data' in body && Array.isArray(body.data)) return body.data;
  const lists = Object.entries(body)
    .filter(([name]) => !ENVELOPE.has(name))
    .flatMap(([, value]) => (Array.isArray(value) ? [value] : []));
  const [only, another] = lists;
  return only !== undefined && another === undefined ? only : [body];
}

const ENVELOPE: ReadonlySet<string> = new Set(['meta', 'fail', 'errors']);
