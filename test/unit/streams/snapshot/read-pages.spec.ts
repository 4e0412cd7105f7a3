import assert from 'node:assert/strict';
import type { ErrorReason } from '../../../../nodes/lib/contracts/error-catalog';
import type { ErrorCode } from '../../../../nodes/lib/contracts/error-codes';
import { MimecastError } from '../../../../nodes/lib/contracts/errors';
import { readRest, restWithPostFallback } from '../../../../nodes/lib/streams/snapshot/read-pages';
import { ScriptedClient } from '../../../doubles/scripted-client';

const refused = (code: ErrorCode, endpoint: string, reason?: ErrorReason) => async () => {
  throw new MimecastError(code, 'no', { endpoint, reason });
};
const read = async () => ({ rows: [], bad: [], bytes: 0 });

describe('A snapshot with two endpoints', () => {
  it('is read from the older endpoint with API 1.0, which has no other', async () => {
    const { via } = await restWithPostFallback(refused('MIMECAST_CONFIG', '/rest', 'needsApi2'), read);
    assert.equal(via, 'post');
  });

  it('names the older endpoint where API 1.0 may not read it either, and the newer one elsewhere', async () => {
    const post = refused('MIMECAST_FORBIDDEN', '/api');
    await assert.rejects(restWithPostFallback(refused('MIMECAST_CONFIG', '/rest', 'needsApi2'), post), {
      endpoint: '/api',
    });
    await assert.rejects(restWithPostFallback(refused('MIMECAST_FORBIDDEN', '/rest'), post), {
      endpoint: '/rest',
    });
  });

  it('is not requested twice when the failure is another one', async () => {
    const post = async () => assert.fail('nobody asks');
    await assert.rejects(restWithPostFallback(refused('MIMECAST_CONFIG', '/rest', 'proxyLogin'), post), {
      endpoint: '/rest',
    });
  });
});

describe('A list whose page token repeats', () => {
  /** Pages of users, each with the same token; the last one is repeated. */
  async function readUsers(...pages: readonly (readonly string[])[]) {
    const client = new ScriptedClient({ list: () => ({}), body: () => '' });
    let calls = 0;
    client.call = async () => {
      const names = pages[Math.min(calls++, pages.length - 1)] ?? [];
      const users = names.map((name) => ({ emailAddress: name, id: `id ${calls}` }));
      return {
        status: 200,
        body: { users, meta: { nextPage: 't' } },
        requestId: 'r',
        bytes: 1,
        failures: [],
      };
    };
    const { records } = await readRest(
      '/user/cloud-gateway/v1/users',
      'users',
      { key: 'directory.users', access: { product: 'p' } },
      {
        client,
        signal: new AbortController().signal,
        chunk: 100,
        chunkBytes: 1_000_000,
        lookbackMs: 0,
        onThrottled: () => undefined,
      },
    );
    return records.map(({ emailAddress }) => emailAddress);
  }

  it('is read while pages bring users that are new, to the empty page', async () => {
    assert.deepEqual(await readUsers(['a', 'b'], ['c'], ['d'], []), ['a', 'b', 'c', 'd']);
  });

  it('is not taken for complete when the same page comes again', async () => {
    await assert.rejects(readUsers(['a', 'b'], ['c']), { code: 'MIMECAST_BAD_ANSWER' });
  });
});
