import assert from 'node:assert/strict';
import {
  type PageEnd,
  PaginationGuard,
  paginate,
  type TokenPage,
} from '../../../../nodes/lib/api/pagination/paginator';

const LIMITS = { maxPages: 100, maxEmptyPages: 2 };
const { signal } = new AbortController();

const page = (next?: string): TokenPage => ({ next, empty: false });
const emptyPage = (next?: string): TokenPage => ({ next, empty: true });

/** Follows the tokens of these pages; the last page is repeated. */
async function follow(
  pages: readonly TokenPage[],
  limits = LIMITS,
): Promise<{ tokens: readonly (string | undefined)[]; ends: readonly PageEnd['kind'][] }> {
  const tokens: (string | undefined)[] = [];
  const ends: PageEnd['kind'][] = [];
  const fetch = async (token: string | undefined): Promise<TokenPage> => {
    tokens.push(token);
    return pages[Math.min(tokens.length, pages.length) - 1] ?? page();
  };
  for await (const { end } of paginate(fetch, limits, signal)) ends.push(end.kind);
  return { tokens, ends };
}

describe('paginate', () => {
  it('requests each page with the token of the page before, until a page has none', async () => {
    assert.deepEqual(await follow([page('a'), page('b'), page()]), {
      tokens: [undefined, 'a', 'b'],
      ends: ['next', 'next', 'last'],
    });
  });

  it('ends when a token is repeated, however many pages lie between', async () => {
    assert.deepEqual((await follow([page('a')])).ends, ['next', 'repeated']);
    assert.deepEqual(await follow([page('a'), page('b'), page('a')]), {
      tokens: [undefined, 'a', 'b'],
      ends: ['next', 'next', 'repeated'],
    });
  });

  it('ends at the second of two empty pages in a row, and continues after a single one', async () => {
    const pages = [emptyPage('a'), page('b'), emptyPage('c'), emptyPage('d'), page()];
    assert.deepEqual((await follow(pages)).ends, ['next', 'next', 'next', 'last']);
  });

  it('ends at the first empty page where the limit is one', async () => {
    const limits = { maxPages: 100, maxEmptyPages: 1 };
    assert.deepEqual((await follow([page('a'), emptyPage('b'), page()], limits)).ends, ['next', 'last']);
  });

  it('treats the last empty page as the end even if its token is repeated', async () => {
    assert.deepEqual((await follow([emptyPage('a')])).ends, ['next', 'last']);
  });

  it('ends at the last page that is allowed, unless that is the end of the list', async () => {
    const limits = { maxPages: 2, maxEmptyPages: 2 };
    assert.deepEqual((await follow([page('a'), page('b'), page()], limits)).ends, ['next', 'too-many']);
    assert.deepEqual((await follow([page('a'), page()], limits)).ends, ['next', 'last']);
    assert.deepEqual((await follow([page('a')], limits)).ends, ['next', 'repeated']);
  });

  it('passes the page of the caller on, and requests the next one only when asked', async () => {
    const asked: unknown[] = [];
    const fetch = async (token: string | undefined) => {
      asked.push(token);
      return { ...page(`${asked.length}`), body: asked.length };
    };
    const pages = paginate(fetch, LIMITS, signal);
    const { value: first } = await pages.next();
    assert.deepEqual([first?.page.body, first?.end], [1, { kind: 'next', token: '1' }]);
    assert.deepEqual(asked, [undefined]);
    await pages.return(undefined);
    assert.deepEqual(asked, [undefined]);
  });

  it('throws what the request throws, and the reason of the signal before the next request', async () => {
    const refused = new Error('refused');
    const failing = paginate(() => Promise.reject(refused), LIMITS, signal);
    await assert.rejects(failing.next(), refused);

    const controller = new AbortController();
    const reason = new Error('stopped');
    let requests = 0;
    const fetch = async (): Promise<TokenPage> => {
      requests += 1;
      return page(`${requests}`);
    };
    const pages = paginate(fetch, LIMITS, controller.signal);
    await pages.next();
    controller.abort(reason);
    await assert.rejects(pages.next(), reason);
    assert.equal(requests, 1);
  });
});

describe('PaginationGuard', () => {
  it('knows the token with which reading is resumed', () => {
    const guard = new PaginationGuard(LIMITS, 'resumed');
    assert.deepEqual(guard.evaluate(page('resumed')), { kind: 'repeated' });
    assert.deepEqual(guard.evaluate(page('other')), { kind: 'next', token: 'other' });
  });
});
