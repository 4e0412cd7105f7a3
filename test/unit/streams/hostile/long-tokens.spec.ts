import assert from 'node:assert/strict';
import { MAX_TOKEN_LENGTH } from '../../../../nodes/lib/api/pagination/next-token';
import type { ApiRequest } from '../../../../nodes/lib/contracts/api-client';
import { readPages } from '../../../../nodes/lib/request/pages';
import { listFiles } from '../../../../nodes/lib/streams/siem-batch/listing';
import { listEvents } from '../../../../nodes/lib/streams/siem-events/listing';
import { readPost, readRest } from '../../../../nodes/lib/streams/snapshot/read-pages';
import { answering, contextOf, isBadAnswer } from './answering-client';

const REQUIREMENT = { key: 'k', access: { product: 'p' } };
const STORAGE = 'https://storage.example.com';

type Read = (tokens: (count: number) => string | undefined) => Promise<unknown>;

const batch = { feed: 'cg', type: 'receipt', cursor: null, day: '2026-11-20' } as const;
const events = { feed: 'cg', key: 'k', types: [], cursor: null, start: 0 } as const;
const nothing = { value: [], isCaughtUp: false };

const reads: Readonly<Record<string, Read>> = {
  'the list of files': (token) =>
    listFiles(batch, contextOf(answering((_request, n) => ({ ...nothing, '@nextPage': token(n) })))),
  'the list of files, as a link': (token) =>
    listFiles(batch, contextOf(answering((_request, n) => ({ ...nothing, '@nextLink': token(n) })))),
  'the list of events': (token) =>
    listEvents(events, contextOf(answering((_request, n) => ({ ...nothing, '@nextPage': token(n) })))),
  'a list of /api': (token) =>
    readPost(
      '/api/x',
      [],
      undefined,
      REQUIREMENT,
      contextOf(answering((_request, n) => ({ data: [{ n }], meta: { pagination: { next: token(n) } } }))),
    ),
  'a REST list': (token) =>
    readRest(
      '/x',
      'items',
      REQUIREMENT,
      contextOf(answering((_request, n) => ({ items: [{ n }], meta: { nextPage: token(n) } }))),
    ),
  'a call of a flow': async (token) => {
    const client = answering((_request, n) => ({ data: [{ n }], meta: { pagination: { next: token(n) } } }));
    const request: ApiRequest = { method: 'GET', path: '/x', group: 'api' };
    for await (const page of readPages(client, request, {
      paging: true,
      signal: contextOf(client).signal,
      stream: 's',
    }))
      assert(page.bytes > 0);
  },
};

describe('The token of a next page', () => {
  for (const [what, read] of Object.entries(reads)) {
    it(`of ${what} may have ${MAX_TOKEN_LENGTH} characters`, async () =>
      assert.doesNotReject(read((count) => (count === 1 ? 't'.repeat(MAX_TOKEN_LENGTH) : undefined))));

    it(`of ${what} is refused when it is longer, and the list is not taken for complete`, () =>
      assert.rejects(
        read(() => 't'.repeat(MAX_TOKEN_LENGTH + 1)),
        isBadAnswer(/too long|more than 8192/),
      ));
  }

  it('is as limited for a link to a file', () =>
    assert.rejects(
      listFiles(batch, contextOf(answering(() => ({ value: [{ url: `${STORAGE}/${'x'.repeat(9000)}` }] })))),
      isBadAnswer(/value\.0\.url, which is too long/),
    ));
});
