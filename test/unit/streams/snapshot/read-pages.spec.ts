import assert from 'node:assert/strict';
import type { ErrorReason } from '../../../../nodes/lib/contracts/error-catalog';
import type { ErrorCode } from '../../../../nodes/lib/contracts/error-codes';
import { MimecastError } from '../../../../nodes/lib/contracts/errors';
import { restWithPostFallback } from '../../../../nodes/lib/streams/snapshot/read-pages';

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
