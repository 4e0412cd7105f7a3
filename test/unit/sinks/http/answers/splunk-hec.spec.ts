import assert from 'node:assert/strict';
import { judgeAnswer } from '../../../../../nodes/lib/sinks/http/answers/judge-answer';
import type { Verdict } from '../../../../../nodes/lib/sinks/http/answers/verdict';

const JSON_TYPE = { 'content-type': 'application/json; charset=UTF-8' };
const judge = (
  status: unknown,
  body: unknown,
  sent: number | undefined = 20,
  headers: object = JSON_TYPE,
): Verdict => judgeAnswer('splunk-hec', { status, headers: { ...headers }, body }, sent, 0);
const kindOf = (...answer: Parameters<typeof judge>): string => judge(...answer).kind;
const PAGE = '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>';
const HTML = { 'content-type': 'text/html; charset=utf-8' };

describe("The answer of Splunk's HTTP Event Collector", () => {
  it('is accepted with code 0 and a status of 2xx, parsed, as text and as bytes', () => {
    for (const body of [
      { text: 'Success', code: 0 },
      '{"text":"Success","code":0}',
      Buffer.from('{"text":"Success","code":0}'),
      '\ufeff{"text":"Success","code":0}',
      Buffer.from('\ufeff{"text":"Success","code":0}'),
    ])
      assert.deepEqual(judge(200, body), { kind: 'accepted' });
  });

  it('carries the id of indexer acknowledgement', () => {
    assert.deepEqual(judge(200, { text: 'Success', code: 0, ackId: 0 }), { kind: 'accepted', ackId: 0 });
    assert.deepEqual(judge(200, { text: 'Success', code: 0, ackId: 12 }), { kind: 'accepted', ackId: 12 });
  });

  it('is never accepted as a page, whatever its text says', () => {
    for (const verdict of [
      judge(200, PAGE, 20, HTML),
      judge(200, Buffer.from(PAGE), 20, HTML),
      judge(200, PAGE, 20, {}),
      judge(200, '{"text":"Success","code":0}', 20, HTML),
      judge(200, { text: 'Success', code: 0 }, 20, { 'Content-Type': 'TEXT/HTML' }),
    ])
      assert.equal(verdict.kind, 'misconfigured');
    assert.deepEqual(judge(200, PAGE, 20, HTML), {
      kind: 'misconfigured',
      reason: '200 with a page, not an answer of HEC: Sign in',
    });
  });

  it('is not accepted when it is empty, truncated, of another shape, or contradicts its status', () => {
    assert.equal(kindOf(200, ''), 'retry');
    assert.equal(kindOf(200, undefined), 'retry');
    assert.equal(kindOf(204, ''), 'retry');
    assert.equal(kindOf(200, '{"text":"Succ'), 'retry');
    assert.equal(kindOf(200, 'ok'), 'retry');
    for (const body of [
      {},
      { text: 'Success' },
      { code: '0' },
      { code: null },
      [],
      '"Success"',
      'null',
      0,
      true,
    ])
      assert.notEqual(kindOf(200, body), 'accepted', JSON.stringify(body));
    assert.equal(kindOf(400, { text: 'Success', code: 0 }), 'unnamed');
    assert.equal(kindOf(503, { text: 'Success', code: 0 }), 'retry');
    assert.equal(kindOf(302, { text: 'Success', code: 0 }), 'misconfigured');
    assert.equal(kindOf(200, { text: 'Server is busy', code: 9 }), 'retry');
    assert.equal(kindOf(200, { text: 'Incorrect index', code: 7 }), 'misconfigured');
  });

  for (const [status, code, text] of [
    [403, 1, 'Token disabled'],
    [401, 2, 'Token is required'],
    [401, 3, 'Invalid authorization'],
    [403, 4, 'Invalid token'],
    [400, 5, 'No data'],
    [400, 7, 'Incorrect index'],
    [400, 10, 'Data channel is missing'],
    [400, 11, 'Invalid data channel'],
    [400, 14, 'ACK is disabled'],
    [400, 16, 'Query string authorization is not enabled'],
    [404, 21, 'Invalid token'],
    [400, 22, 'Token disabled'],
  ] as const)
    it(`is a wrong setting with ${status} and code ${code}, also where it names an event`, () => {
      const answer = { text, code };
      assert.equal(kindOf(status, answer), 'misconfigured');
      assert.equal(kindOf(status, answer, 1), 'misconfigured');
      assert.equal(kindOf(status, { ...answer, 'invalid-event-number': 0 }), 'misconfigured');
      const verdict = judge(status, answer);
      assert.ok('reason' in verdict && verdict.reason.includes(`${status} ${text}`));
    });

  for (const [code, text] of [
    [6, 'Invalid data format'],
    [12, 'Event field is required'],
    [13, 'Event field cannot be blank'],
    [15, 'Error in handling indexed fields'],
  ] as const)
    it(`is about one event with code ${code}, and only where it names the event`, () => {
      assert.deepEqual(judge(400, { text, code, 'invalid-event-number': 7 }), {
        kind: 'refused',
        reason: `400 ${text} (code ${code})`,
        invalidIndex: 7,
      });
      assert.equal(kindOf(400, { text, code }), 'unnamed');
      assert.equal(kindOf(400, { text, code }, 1), 'unnamed');
      assert.equal(kindOf(400, { text, code, 'invalid-event-number': 20 }), 'unnamed', 'never sent');
      assert.equal(kindOf(400, { text, code, 'invalid-event-number': -1 }), 'unnamed');
      const single = judge(400, { text, code, 'invalid-event-number': 1 }, 1);
      assert.ok(single.kind === 'refused' && single.invalidIndex === 0, 'of one event it can only be that');
    });

  it('is a matter of time with a status or a code of a busy server', () => {
    for (const [status, code] of [
      [500, 8],
      [503, 9],
      [503, 18],
      [503, 19],
      [503, 20],
      [503, 23],
      [429, 26],
      [400, 9],
    ])
      assert.equal(kindOf(status, { text: 'later', code }), 'retry');
    assert.equal(kindOf(504, PAGE, 20, HTML), 'retry');
  });

  it('leaves open what is wrong with 400 and a code, a page or a body that nobody knows', () => {
    for (const body of [{ text: 'A code of the future', code: 99 }, { code: '6' }, '', '{"te', PAGE])
      assert.equal(kindOf(400, body), 'unnamed', JSON.stringify(body));
    assert.equal(kindOf(400, { text: 'new', code: 99, 'invalid-event-number': 3 }), 'unnamed');
  });

  it('is a wrong address or wrong credentials without any body', () => {
    for (const status of [300, 301, 302, 307, 308, 401, 403, 404, 405, 407, 410, 415, 501, 511])
      assert.equal(kindOf(status, ''), 'misconfigured', String(status));
  });

  it('asks for smaller requests with 413', () => {
    assert.deepEqual(judge(413, PAGE, 20, HTML), { kind: 'refused', reason: '413 Sign in', tooLarge: true });
  });

  it('is never accepted without a status', () => {
    for (const status of ['ECONNREFUSED', '200', 200.5, 0, 999, Number.NaN, null, undefined])
      assert.equal(kindOf(status, { text: 'Success', code: 0 }), 'retry', String(status));
  });
});
