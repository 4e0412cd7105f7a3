import assert from 'node:assert/strict';
import { judgeAnswer } from '../../../../../nodes/lib/sinks/http/answers/judge-answer';
import { MAX_ANSWER_BYTES } from '../../../../../nodes/lib/sinks/http/answers/read-answer';
import type { Answer, Receiver, Verdict } from '../../../../../nodes/lib/sinks/http/answers/verdict';

const RECEIVERS: readonly Receiver[] = ['splunk-hec', 'elasticsearch-bulk', 'http-2xx'];
const NOW = Date.parse('2026-11-22T10:00:00Z');
const judge = (answer: Answer, receiver: Receiver = 'http-2xx'): Verdict =>
  judgeAnswer(receiver, answer, 1, NOW);
const waitOf = (retryAfter: unknown): number | undefined => {
  const verdict = judge({ status: 503, headers: { 'Retry-After': retryAfter } });
  return verdict.kind === 'retry' ? verdict.retryAfterMs : assert.fail(verdict.kind);
};

describe('The answer of any receiver', () => {
  it('is accepted with a status of 2xx', () => {
    for (const status of [200, 201, 202, 204])
      assert.deepEqual(judge({ status, body: 'ok' }), { kind: 'accepted' });
  });

  it('is not accepted where its parts have statuses of their own', () => {
    assert.equal(judge({ status: 207, body: '' }).kind, 'misconfigured');
  });

  it('blames no record for an error', () => {
    for (const status of [301, 302, 303, 304, 307, 308, 401, 403, 404, 405, 410, 415])
      assert.equal(judge({ status }).kind, 'misconfigured', String(status));
    for (const status of [408, 425, 429, 500, 502, 503, 504, 599])
      assert.equal(judge({ status }).kind, 'retry', String(status));
    for (const status of [400, 422]) assert.equal(judge({ status }).kind, 'unnamed', String(status));
    assert.deepEqual(judge({ status: 413 }), { kind: 'refused', reason: '413', tooLarge: true });
  });

  it('says where a redirect leads, without its query', () => {
    const headers = { Location: 'https://user:pass@login.example.com/start?ticket=12345' };
    assert.deepEqual(judge({ status: 302, headers, body: '<html>moved</html>' }), {
      kind: 'misconfigured',
      reason: '302 redirects to https://login.example.com/start',
    });
  });

  it('says how long to wait: seconds or a date, at most five minutes', () => {
    assert.equal(waitOf('7'), 7000);
    assert.equal(waitOf('Sun, 22 Nov 2026 10:00:30 GMT'), 30_000);
    assert.equal(waitOf('Sun, 22 Nov 2026 09:00:00 GMT'), 0);
    assert.equal(waitOf('86400'), 300_000);
    for (const useless of ['-1', 'soon', '', undefined, 5])
      assert.equal(waitOf(useless), undefined, String(useless));
  });

  it('keeps secrets of the request out of the reason, and is short', () => {
    const body = {
      message: `Invalid token: Splunk 0b9f6c1e-7a53-4c1e-9a55-6a1c0f0f3f11\u202e\n ${'x'.repeat(5000)}`,
    };
    for (const receiver of RECEIVERS) {
      const verdict = judge({ status: 403, body }, receiver);
      assert.ok(verdict.kind === 'misconfigured');
      assert.ok(!verdict.reason.includes('0b9f6c1e'), verdict.reason);
      assert.match(verdict.reason, /^403 Invalid token.{1,200}$/);
      assert.ok(verdict.reason.length <= 200);
    }
  });

  it('is not read beyond its limits of bytes and depth', () => {
    const deep = `${'{"items":['.repeat(100_000)}`;
    const nested = `{"code":0,"errors":false,"items":[],"x":${'['.repeat(100)}${']'.repeat(100)}}`;
    const long = `{"code":0,"errors":false,"items":[],"x":"${'y'.repeat(MAX_ANSWER_BYTES)}"}`;
    const quotes = `"${'\\"'.repeat(500_000)}`;
    for (const receiver of ['splunk-hec', 'elasticsearch-bulk'] as const)
      for (const body of [deep, nested, long, Buffer.from(long), quotes])
        assert.equal(judge({ status: 200, body }, receiver).kind, 'retry');
  });

  it('has brackets in its strings, which are no depth', () => {
    const body = `{"code":0,"text":"${'[{'.repeat(100)}\\"["}`;
    assert.deepEqual(judge({ status: 200, body }, 'splunk-hec'), { kind: 'accepted' });
  });
});
