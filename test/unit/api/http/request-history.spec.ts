import assert from 'node:assert/strict';
import { RequestHistory } from '../../../../nodes/lib/api/http/request-history';
import { QuotaWindow } from '../../../../nodes/lib/api/quota/quota-window';
import { MimecastError } from '../../../../nodes/lib/contracts/errors';

const NOW = Date.parse('2026-01-02T03:04:05Z');

describe('RequestHistory', () => {
  it('keeps the last calls and errors, up to its limit', () => {
    const record = new RequestHistory();
    for (let n = 0; n < 1000; n += 1) {
      const call = { at: '', method: 'GET', path: `/${n}`, status: 200, requestId: null, ms: 1 };
      record.addResponse(call);
      record.addError(new MimecastError('MIMECAST_UNAVAILABLE', `no ${n}`), NOW);
    }
    assert.deepEqual([record.requests.length, record.requests.at(-1)?.path], [30, '/999']);
    assert.deepEqual([record.errors.length, record.errors.at(-1)?.message], [10, 'no 999']);
    assert.equal(record.errors[0]?.at, '2026-01-02T03:04:05.000Z');
  });

  it('records no error that is not meant to be shown', () => {
    const record = new RequestHistory();
    record.addError(new Error('canary'), NOW);
    record.addError(new DOMException('closed', 'AbortError'), NOW);
    assert.deepEqual(record.errors, []);
  });
});

describe('Quota stats', () => {
  it('contain the remaining calls, and the time until which Mimecast allows none', () => {
    const bucket = new QuotaWindow('api');
    const admission = bucket.tryAcquire('a stream', NOW);
    assert.ok(admission.granted);
    const { limit, remaining, inFlight, blocked, throttled } = bucket.stats(NOW);
    assert.deepEqual([remaining, inFlight, blocked, throttled], [limit - 1, 1, false, 0]);
    const { retryAt } = bucket.onThrottled(admission, { 'x-ratelimit-reset': '60000' }, 1, NOW);
    const walled = bucket.stats(NOW + 1);
    assert.deepEqual(
      [walled.remaining, walled.blocked, walled.throttled, walled.resetAt],
      [0, true, 1, new Date(retryAt).toISOString()],
    );
    const later = bucket.stats(retryAt);
    assert.deepEqual([later.blocked, later.remaining], [false, 1]);
  });
});
