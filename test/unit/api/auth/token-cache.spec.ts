import assert from 'node:assert/strict';
import {
  createTokenCache,
  type Token,
  tokenResponseSchema,
  toToken,
} from '../../../../nodes/lib/api/auth/token-cache';
import { createErrorFactory } from '../../../../nodes/lib/api/response/error-factory';
import { createRedactor } from '../../../../nodes/lib/util/redaction/redactor';
import { type Clock, fakeClock } from '../support/clock';

const MINUTE = 60_000;
const fail = createErrorFactory(createRedactor());
const never = new AbortController().signal;
const secondsOfUse = (expires_in: unknown): number =>
  toToken(tokenResponseSchema.parse({ access_token: 't', expires_in }), 0).staleAt / 1000;

describe('The lifetime of a token (wire.md 2.2)', () => {
  const cases: readonly (readonly [unknown, number])[] = [
    [1800, 1620],
    ['2000', 1800],
    [400, 340],
    [100, 50],
    [10, 5],
    [undefined, 240],
    [null, 240],
    [0, 240],
    [-5, 240],
    ['soon', 240],
  ];
  for (const [expiresIn, used] of cases)
    it(`uses a token with expires_in ${String(expiresIn)} for ${used} s`, () =>
      assert.equal(secondsOfUse(expiresIn), used));

  for (const nothing of [undefined, '', '  ', 7])
    it(`rejects access_token ${JSON.stringify(nothing)}`, () =>
      assert.equal(tokenResponseSchema.safeParse({ access_token: nothing }).success, false));
});

describe('TokenCache', () => {
  let clock: Clock;
  let fetched: number;
  beforeEach(() => {
    clock = fakeClock();
    fetched = 0;
  });
  afterEach(() => clock.uninstall());

  const next = async (): Promise<Token> => {
    fetched += 1;
    return { value: `token ${fetched}`, issuedAt: Date.now(), staleAt: Date.now() + 27 * MINUTE };
  };

  it('fetches one token for all waiting callers', async () => {
    const source = createTokenCache(next);
    const got = await Promise.all([source.get(never), source.get(never), source.get(never)]);
    assert.deepEqual(
      got.map((token) => token.value),
      ['token 1', 'token 1', 'token 1'],
    );
    assert.equal(fetched, 1);
  });

  it('keeps it until it expires, and then fetches another', async () => {
    const source = createTokenCache(next);
    await source.get(never);
    clock.tick(27 * MINUTE - 1);
    assert.equal((await source.get(never)).value, 'token 1');
    clock.tick(1);
    assert.equal((await source.get(never)).value, 'token 2');
  });

  it('renews a rejected token before it expires', async () => {
    const source = createTokenCache(next);
    const rejected = await source.get(never);
    assert.equal((await source.refresh(rejected, never)).value, 'token 2');
    assert.equal((await source.get(never)).value, 'token 2');
  });

  it('renews once for many calls rejected with the same token, early or late', async () => {
    const source = createTokenCache(next);
    const rejected = await source.get(never);
    await Promise.all([source.refresh(rejected, never), source.refresh(rejected, never)]);
    assert.equal((await source.refresh(rejected, never)).value, 'token 2');
    assert.equal(fetched, 2);
  });

  it('tries again at once after a temporary failure', async () => {
    let attempt = 0;
    const source = createTokenCache(async () => {
      attempt += 1;
      if (attempt === 1) throw fail('serverError', { host: 'h' });
      return next();
    });
    await assert.rejects(source.get(never), { code: 'MIMECAST_UNAVAILABLE' });
    assert.equal((await source.get(never)).value, 'token 1');
  });

  it('does not repeat a permanently refused request for ten seconds', async () => {
    let requestCount = 0;
    const source = createTokenCache(async () => {
      requestCount += 1;
      throw fail('wrongSecret', { host: 'h' });
    });
    for (let i = 0; i < 10; i += 1) await assert.rejects(source.get(never), { code: 'MIMECAST_AUTH' });
    assert.equal(requestCount, 1);
    clock.tick(10_000);
    await assert.rejects(source.get(never), { code: 'MIMECAST_AUTH' });
    assert.equal(requestCount, 2);
  });

  it('lets one caller give up while the others keep waiting', async () => {
    const source = createTokenCache(async () => {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return next();
    });
    const leaving = new AbortController();
    const left = source.get(leaving.signal);
    const stays = source.get(never);
    leaving.abort(new Error('enough'));
    await assert.rejects(left, /enough/);
    await clock.tickAsync(1000);
    assert.equal((await stays).value, 'token 1');
    await assert.rejects(createTokenCache(next).get(leaving.signal), /enough/);
  });
});
