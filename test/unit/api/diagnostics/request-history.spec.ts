import assert from 'node:assert/strict';
import { Bucket } from '../../../../nodes/lib/api/quota/quota-window';
import { CallRecord } from '../../../../nodes/lib/api/diagnostics/request-history';
import { MimecastError } from '../../../../nodes/lib/contracts/errors';

const NOW = Date.parse('2026-01-02T03:04:05Z');

describe('RequestHistory', () => {
  it('keeps the last calls and errors, up to its limit', () => {
    const record = new CallRecord();
    for (let n = 0; n < 1000; n += 1) {
      const call = { at: '', method: 'GET', path: `/${n}`, status: 200, requestId: null, ms: 1 };
      record.answered(call);
      record.failed(new MimecastError('MIMECAST_UNAVAILABLE', `no ${n}`), NOW);
    }
    assert.deepEqual([record.calls.length, record.calls.at(-1)?.path], [30, '/999']);
    assert.deepEqual([record.errors.length, record.errors.at(-1)?.message], [10, 'no 999']);
    assert.equal(record.errors[0]?.at, '2026-01-02T03:04:05.000Z');
  });

  it('records no error that is not meant to be shown', () => {
    const record = new CallRecord();
    record.failed(new Error('canary'), NOW);
    record.failed(new DOMException('closed', 'AbortError'), NOW);
    assert.deepEqual(record.errors, []);
  });
});

describe('Quota stats', () => {
  it('contain the remaining calls, and the time until which Mimecast allows none', () => {
    const bucket = new Bucket('api');
    const admission = bucket.admit('a stream', NOW);
    assert.ok(admission.granted);
    const { limit, remaining, inFlight, blocked, throttled } = bucket.standing(NOW);
    assert.deepEqual([remaining, inFlight, blocked, throttled], [limit - 1, 1, false, 0]);
    const { retryAt } = bucket.throttle(admission, { 'x-ratelimit-reset': '60000' }, 1, NOW);
    const walled = bucket.standing(NOW + 1);
    assert.deepEqual(
      [walled.remaining, walled.blocked, walled.throttled, walled.resetAt],
      [0, true, 1, new Date(retryAt).toISOString()],
    );
    const later = bucket.standing(retryAt);
    assert.deepEqual([later.blocked, later.remaining], [false, 1]);
  });
});
