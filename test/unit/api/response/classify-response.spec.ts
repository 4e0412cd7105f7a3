import assert from 'node:assert/strict';
import { classifyResponse, type ResponseOutcome } from '../../../../nodes/lib/api/response/classify-response';

function ask(status: number, body: unknown, contentType = 'application/json'): ResponseOutcome {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return classifyResponse({ status, headers: { 'content-type': contentType }, text });
}
/** `kind`, or the reason of a failure */
function classify(status: number, body: unknown, contentType?: string): string {
  const outcome = ask(status, body, contentType);
  return outcome.kind === 'failed' ? outcome.reason : outcome.kind;
}
const fail = (code: string, retryable = false): unknown => ({
  fail: [{ errors: [{ code, message: 'm', retryable }] }],
  data: [],
});

describe('classifyResponse (wire.md 3.5)', () => {
  const statuses: readonly (readonly [number, string])[] = [
    [400, 'badRequest'],
    [401, 'unauthorized'],
    [403, 'permission'],
    [404, 'notLicensed'],
    [405, 'badRequest'],
    [407, 'proxyLogin'],
    [408, 'serverError'],
    [413, 'badRequest'],
    [418, 'badRequest'],
    [425, 'serverError'],
    [429, 'throttled'],
    [500, 'serverError'],
    [503, 'serverError'],
    [509, 'serverError'],
    [302, 'redirect'],
  ];
  for (const [status, expected] of statuses) {
    it(`classifies ${status} as ${expected}`, () => assert.equal(classify(status, '{}'), expected));
    it(`classifies ${status} with an HTML page the same`, () =>
      assert.equal(classify(status, '<html>', 'text/html'), expected));
    it(`classifies 200 with meta.status ${status} ${status >= 400 ? 'the same' : 'as success'}`, () =>
      assert.equal(classify(200, { meta: { status }, data: [] }), status >= 400 ? expected : 'ok'));
  }

  it('keeps code and message of an error response', () =>
    assert.deepEqual(ask(403, { fail: [{ code: 'app_forbidden', message: 'Forbidden' }] }), {
      kind: 'failed',
      reason: 'permission',
      failures: [{ code: 'app_forbidden', message: 'Forbidden', retryable: false }],
    }));

  it('classifies 2xx without failures as success', () => {
    const body = { meta: { status: 200 }, data: [], fail: [] };
    assert.deepEqual(ask(200, body), { kind: 'ok', body, failures: [] });
  });
  it('classifies 204 without a body as success', () => assert.equal(classify(204, ''), 'ok'));
  it('leaves JSON without an envelope to its reader', () => assert.equal(classify(200, '[1,2]'), 'ok'));
  it('classifies 200 with fail[] only as permanent', () =>
    assert.equal(classify(200, fail('err_validation_null')), 'badRequest'));
  it('classifies 200 with the error of the SIEM family as permanent', () =>
    assert.equal(
      classify(200, { error: { code: 'Request Validation Failed', message: 'x' } }),
      'badRequest',
    ));
  it('classifies 200 with a retryable failure as temporary', () =>
    assert.equal(classify(200, fail('busy', true)), 'serverError'));
  it('classifies 200 with data and failures as partial', () => {
    const outcome = ask(200, { data: [{ a: 1 }], fail: [{ code: 'one_item', message: 'm' }] });
    assert.equal(outcome.kind, 'ok');
    assert.deepEqual(outcome.failures, [{ code: 'one_item', message: 'm', retryable: false }]);
  });
  it('classifies an empty feed as success', () => {
    const outcome = ask(200, fail('err_threat_intel_feed_no_result_found'));
    assert.equal(outcome.kind, 'ok');
    assert.deepEqual(outcome.failures, []);
  });
  for (const code of [
    'token_expired',
    'token_verification_failed',
    'Unauthorized Request',
    'InvalidClientIdentifier',
  ])
    it(`classifies 200 with ${code} as 401`, () =>
      assert.equal(classify(200, { fail: [{ code, message: 'm' }] }), 'unauthorized'));
  it('classifies 200 with app_forbidden as 403', () =>
    assert.equal(classify(200, { fail: [{ code: 'app_forbidden' }] }), 'permission'));
  it('classifies 200 with err_developer_key as temporary', () =>
    assert.equal(classify(200, fail('err_developer_key')), 'serverError'));
  it('classifies 2xx with an HTML page as a foreign server', () => {
    assert.equal(classify(200, 'hello', 'text/html; charset=utf-8'), 'html');
    assert.equal(classify(200, '\n<!DOCTYPE html><p>', 'text/plain'), 'html');
  });
  it('classifies 2xx with XML, truncated JSON or an empty body as invalid JSON', () => {
    assert.equal(classify(200, '<Error/>', 'application/xml'), 'notJson');
    assert.equal(classify(200, '{"data":[{'), 'notJson');
    assert.equal(classify(200, ''), 'notJson');
    assert.equal(classifyResponse({ status: 200, headers: {}, text: '' }).kind, 'failed');
  });
  it('accepts a 429 without JSON', () =>
    assert.equal(classify(429, 'Over the limit', 'text/plain'), 'throttled'));
});
