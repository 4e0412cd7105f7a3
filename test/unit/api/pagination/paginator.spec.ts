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

  describe('a token that repeats', () => {
    /** ids are issued anew each time */
    let clock = 0;
    const pageOf = (next: string | undefined, ...ids: readonly string[]): TokenPage => ({
      next,
      empty: ids.length === 0,
      records: ids.map((name) => ({ name, id: clock++ })),
    });

    it('is followed while it brings records that are new, up to a page without a token', async () => {
      const pages = [
        pageOf('t', 'a', 'b'),
        pageOf('t', 'c', 'd'),
        pageOf('t', 'd', 'e'),
        pageOf(undefined, 'f'),
      ];
      assert.deepEqual((await follow(pages)).ends, ['next', 'next', 'next', 'last']);
    });

    it('ends the list with an empty page, once it has brought new records', async () => {
      const pages = [pageOf('t', 'a'), pageOf('t', 'b'), pageOf('t')];
      assert.deepEqual((await follow(pages)).ends, ['next', 'next', 'last']);
    });

    it('is an error when the page is the same again, even with other ids and in another order', async () => {
      const pages = [pageOf('t', 'a', 'b'), pageOf('t', 'c', 'd'), pageOf('t', 'd', 'c')];
      assert.deepEqual((await follow(pages)).ends, ['next', 'next', 'repeated']);
    });

    it('may come once by mistake: the page that comes again has no records', async () => {
      const pages = [
        pageOf('t', 'a'),
        pageOf('t', 'b'),
        pageOf('e'),
        pageOf('u', 'b'),
        pageOf(undefined, 'c'),
      ];
      const read: unknown[] = [];
      let at = 0;
      const fetch = async (): Promise<TokenPage> => pages[at++] ?? page();
      for await (const { page: one, end } of paginate(fetch, LIMITS, signal))
        read.push([end.kind, one.records?.length]);
      assert.deepEqual(read, [
        ['next', 1],
        ['next', 1],
        ['next', 0],
        ['next', 0],
        ['last', 1],
      ]);
    });

    it('is an error when the pages come in a circle', async () => {
      const pages = [pageOf('t', 'a'), pageOf('u', 'b'), pageOf('t', 'a'), pageOf('u', 'b')];
      assert.deepEqual((await follow(pages)).ends, ['next', 'next', 'repeated']);
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
    assert.deepEqual([first?.page.body, first?.end], [1, { kind: 'next', token: '1', repeated: false }]);
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
  it('does not follow the token with which reading is resumed, even if it brings records', () => {
    const guard = new PaginationGuard(LIMITS, 'resumed');
    assert.deepEqual(guard.evaluate({ ...page('resumed'), records: ['a'] }), {
      kind: 'repeated',
    });
    assert.deepEqual(guard.evaluate(page('other')), { kind: 'next', token: 'other', repeated: false });
  });
});
