import assert from 'node:assert/strict';
import {
  createFailedReport,
  isPermanent,
  type PollDelays,
  toError,
  toFailure,
} from '../../../../nodes/lib/collector/reports/poll-failure';
import { ERROR_CODES } from '../../../../nodes/lib/contracts/error-codes';
import { MimecastError } from '../../../../nodes/lib/contracts/errors';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const MINUTE = 60_000;
const NEXT: PollDelays = { everyMs: 5 * MINUTE, afterFailureMs: MINUTE };
const NEVER: PollDelays = { everyMs: undefined, afterFailureMs: undefined };

describe('toFailure', () => {
  it('retries with the next poll, and sooner when the failure may be temporary', () => {
    assert.equal(toFailure(new MimecastError('MIMECAST_AUTH', 'x'), NOW, NEXT).retryAt, NOW + 5 * MINUTE);
    const error = new MimecastError('MIMECAST_UNAVAILABLE', 'no answer', { transient: true });
    assert.deepEqual(toFailure(error, NOW, NEXT), {
      code: 'MIMECAST_UNAVAILABLE',
      message: 'no answer',
      transient: true,
      retryAt: NOW + MINUTE,
    });
  });

  it('retries on request only when there is no interval', () => {
    assert.equal(toFailure(new MimecastError('MIMECAST_AUTH', 'x'), NOW, NEVER).retryAt, undefined);
    assert.equal(toFailure(new Error('x'), NOW, NEVER).retryAt, undefined);
  });

  it('retries at the time that Mimecast names', () => {
    const error = new MimecastError('MIMECAST_RATE_LIMITED', 'x', { retryAt: NOW + 1 });
    assert.equal(toFailure(error, NOW, NEXT).retryAt, NOW + 1);
  });

  it('waits an hour where an administrator must act first, except for a wrong secret', () => {
    const lasting = ERROR_CODES.filter(isPermanent);
    assert.deepEqual(lasting, ['MIMECAST_FORBIDDEN', 'MIMECAST_NOT_LICENSED', 'MIMECAST_BAD_REQUEST']);
    for (const code of lasting)
      assert.equal(toFailure(new MimecastError(code, 'x'), NOW, NEXT).retryAt, NOW + 60 * MINUTE);
  });

  it('treats an unknown error as an unreadable response', () => {
    const failure = toFailure(new TypeError('x is not a function'), NOW, NEXT);
    assert.deepEqual(
      [failure.code, failure.message, failure.transient],
      ['MIMECAST_BAD_ANSWER', 'x is not a function', true],
    );
    assert.equal(toFailure('a text', NOW, NEXT).message, 'a text');
  });
});

describe('failedReport', () => {
  it('contains what Mimecast support asks for, where known', () => {
    const error = new MimecastError('MIMECAST_UNAVAILABLE', 'x', {
      endpoint: '/e',
      status: 503,
      requestId: 'r',
    });
    assert.deepEqual(createFailedReport(toFailure(error, NOW, NEXT), error), {
      kind: 'failed',
      code: 'MIMECAST_UNAVAILABLE',
      message: 'x',
      retryAt: '2026-11-20T12:05:00.000Z',
      endpoint: '/e',
      status: 503,
      requestId: 'r',
    });
  });

  it('has null where there is no automatic retry, and omits unknown members', () => {
    const error = new Error('x');
    assert.deepEqual(createFailedReport(toFailure(error, NOW, NEVER), error), {
      kind: 'failed',
      code: 'MIMECAST_BAD_ANSWER',
      message: 'x',
      retryAt: null,
    });
  });

  it('turns any thrown value into an error', () => {
    const error = new Error('x');
    assert.equal(toError(error), error);
    assert.equal(toError(42).message, '42');
  });
});
