import assert from 'node:assert/strict';
import type {
  ApiClient,
  ApiRequest,
  ApiResponse,
  VendorFailure,
} from '../../../nodes/lib/contracts/api-client';
import { entriesOf, type ResponsePage, readPages } from '../../../nodes/lib/request/pages';

const ORIGIN = 'https://api.services.mimecast.com';

/** Gives the responses in turn, and records the requests. */
function client(
  bodies: readonly unknown[],
  failures: readonly VendorFailure[] = [],
): { client: ApiClient; asked: ApiRequest[] } {
  const requests: ApiRequest[] = [];
  const respond = (body: unknown): ApiResponse => ({
    status: 200,
    body,
    requestId: 'r-1',
    bytes: 10,
    failures,
  });
  return {
    asked: requests,
    client: {
      origin: ORIGIN,
      demo: false,
      calls: 0,
      call: async (request) => {
        requests.push(request);
        return respond(bodies[Math.min(requests.length, bodies.length) - 1]);
      },
      download: () => Promise.reject(new Error('not here')),
      identity: () => Promise.reject(new Error('not here')),
      close: async () => undefined,
    },
  };
}

const options = { signal: new AbortController().signal, stream: 'test', paging: true };

async function all(pages: AsyncIterable<ResponsePage>): Promise<readonly ResponsePage[]> {
  const found: ResponsePage[] = [];
  for await (const page of pages) found.push(page);
  return found;
}

const POST: ApiRequest = {
  method: 'POST',
  path: '/api/x/get-x',
  group: 'api',
  body: { meta: { pagination: { pageSize: 2 } }, data: [{ a: 1 }] },
};
const GET: ApiRequest = { method: 'GET', path: '/x/v1/list', group: 'api', query: { pageSize: '2' } };

describe('The pages of a response', () => {
  it('of /api/* are requested with the same filter and the token in its place', async () => {
    const { client: api, asked: requests } = client([
      { meta: { pagination: { next: 'eNo1' } }, data: [1] },
      { meta: { pagination: {} }, data: [2] },
    ]);
    const pages = await all(readPages(api, POST, options));
    assert.deepEqual(
      pages.map(({ index, last }) => [index, last]),
      [
        [0, false],
        [1, true],
      ],
    );
    assert.deepEqual(requests[1]?.body, {
      meta: { pagination: { pageSize: 2, pageToken: 'eNo1' } },
      data: [{ a: 1 }],
    });
  });

  for (const meta of [
    { nextPage: 't' },
    { nextPageToken: 't' },
    { pagination: { next: 't' } },
    { pagination: { nextPage: 't' } },
    { pagination: { nextPageToken: 't' } },
    { pagination: { next: { pageToken: 't' } } },
  ]) {
    it(`of REST are found at ${JSON.stringify(meta)}`, async () => {
      const { client: api, asked: requests } = client([{ items: [1], meta }, { items: [2] }]);
      assert.equal((await all(readPages(api, GET, options))).length, 2);
      assert.deepEqual(requests[1]?.query, { pageSize: '2', pageToken: 't' });
    });
  }

  it('may be named by a URL, whose query is used', async () => {
    const { client: api, asked: requests } = client([
      { items: [1], meta: { nextPage: `${ORIGIN}/x/v1/list?offset=1&pageSize=2&type=a&type=b` } },
      { items: [] },
    ]);
    await all(readPages(api, GET, options));
    assert.deepEqual(requests[1], { ...GET, query: { offset: '1', pageSize: '2', type: ['a', 'b'] } });
  });

  for (const address of [
    'https://elsewhere.example/x/v1/list?offset=1',
    `${ORIGIN}/api/gateway/hold-release`,
  ]) {
    it(`are not followed to ${address}: it is not the path of this request`, async () => {
      const { client: api, asked: requests } = client([{ items: [1], meta: { nextPage: address } }]);
      await assert.rejects(all(readPages(api, GET, options)), { code: 'MIMECAST_BAD_ANSWER' });
      assert.equal(requests.length, 1);
    });
  }

  it('are followed by a token that repeats while they have entries that are new', async () => {
    const page = (...data: number[]) => ({ meta: { pagination: { next: 'eNo1' } }, data });
    const { client: api } = client([page(1, 2), page(3, 4), page(4, 5), page()]);
    const pages = await all(readPages(api, POST, options));
    assert.deepEqual(
      pages.map(({ body, last }) => [entriesOf(body), last]),
      [
        [[1, 2], false],
        [[3, 4], false],
        [[4, 5], false],
        [[], true],
      ],
    );
  });

  it('end in an error when they form a loop', async () => {
    const { client: api, asked: requests } = client([{ meta: { pagination: { next: 'eNo1' } }, data: [1] }]);
    await assert.rejects(all(readPages(api, POST, options)), { code: 'MIMECAST_BAD_ANSWER' });
    assert.equal(requests.length, 2);
  });

  it('end with an empty one, whatever next page it names', async () => {
    const { client: api, asked: requests } = client([
      { meta: { pagination: { next: 'eNo1' } }, data: [1] },
      { meta: { pagination: { next: 'eNo2' } }, data: [] },
    ]);
    const pages = await all(readPages(api, POST, options));
    assert.deepEqual([requests.length, pages.at(-1)?.last], [2, true]);
  });

  it('are not requested where one is configured', async () => {
    const { client: api, asked: requests } = client([{ meta: { pagination: { next: 'eNo1' } }, data: [1] }]);
    await all(readPages(api, POST, { ...options, paging: false }));
    assert.equal(requests.length, 1);
  });

  it('are returned first, then the error that came with their data', async () => {
    const { client: api } = client([{ data: [1] }], [{ code: 'err_x', message: 'no', retryable: false }]);
    const pages = readPages(api, POST, options);
    const first = await pages.next();
    assert.deepEqual(first.value?.body, { data: [1] });
    await assert.rejects(pages.next(), { code: 'MIMECAST_BAD_REQUEST', vendorCode: 'err_x' });
  });

  it('contain no credential', async () => {
    const body = { data: [{ accountCode: 'C0', passphrase: 'canary', nested: [{ SupportCode: 'canary' }] }] };
    const [page] = await all(readPages(client([body]).client, POST, options));
    assert.deepEqual(page?.body, { data: [{ accountCode: 'C0', nested: [{}] }] });
  });
});

describe('The entries of a page', () => {
  it('are data, or the one list of a REST response, or the response itself', () => {
    assert.deepEqual(entriesOf({ meta: {}, data: [1, 2], fail: [] }), [1, 2]);
    assert.deepEqual(entriesOf({ policies: [1], meta: {} }), [1]);
    assert.deepEqual(entriesOf([1]), [1]);
    const two = { a: [1], b: [2] };
    assert.deepEqual(entriesOf(two), [two]);
    assert.deepEqual(entriesOf({ version: 1 }), [{ version: 1 }]);
    assert.deepEqual(entriesOf('text'), ['text']);
    assert.deepEqual(entriesOf(undefined), []);
  });
});
