import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  extractRejectionReason,
  sanitizeReason,
} from '../../../../nodes/lib/collector/delivery/rejection-text';
import { setLazyPayload } from '../../../../nodes/lib/util/lazy-payload';

const item = (status: number, reason: string) => ({ create: { status, error: { type: 'a_kind', reason } } });
const bulk = {
  errors: true,
  items: [{ create: { status: 201 } }, item(400, 'no such field'), item(409, 'there')],
};

describe('The rejection text', () => {
  const cases: readonly (readonly [string, Record<string, unknown>, string | undefined])[] = [
    ['Splunk', { statusCode: 403, payload: { text: 'Invalid token', code: 4 } }, '403 Invalid token'],
    [
      'Splunk as text',
      { statusCode: 403, payload: '{"text":"Invalid token","code":4}' },
      '403 Invalid token',
    ],
    ['a buffer', { statusCode: 403, payload: Buffer.from('{"text":"Invalid token"}') }, '403 Invalid token'],
    [
      'Elasticsearch',
      {
        statusCode: 401,
        payload: { error: { type: 'security_exception', reason: 'missing credentials' }, status: 401 },
      },
      '401 security_exception: missing credentials',
    ],
    ['_bulk', { statusCode: 200, payload: bulk }, '400 a_kind: no such field (1 of 3)'],
    ['_bulk without a status', { payload: bulk }, '400 a_kind: no such field (1 of 3)'],
    ['plain text', { statusCode: 503, payload: 'Service Unavailable\n' }, '503 Service Unavailable'],
    [
      'text with its status',
      { statusCode: 503, payload: '503 Service Unavailable' },
      '503 Service Unavailable',
    ],
    [
      'a page',
      { statusCode: 502, payload: '<!DOCTYPE html><html><head><title>Bad Gateway</title></head></html>' },
      '502 Bad Gateway',
    ],
    ['a problem document', { statusCode: 400, payload: { title: 'Bad', detail: 'no body' } }, '400 no body'],
    [
      'a list of errors',
      { statusCode: 400, payload: { errors: [{ message: 'too large' }] } },
      '400 too large',
    ],
    ['nothing', { statusCode: 500, payload: '' }, '500'],
    ['nothing that has words', { statusCode: 500, payload: { code: 7 } }, '500'],
    ['JSON without words', { statusCode: 500, payload: '{"code":7}' }, '500 {"code":7}'],
    ['JSON cut off', { statusCode: 500, payload: '{"text":"a' }, '500 {"text":"a'],
    [
      'no connection',
      { statusCode: 'ECONNREFUSED', payload: 'x: https://h/?token=abc' },
      'connection refused',
    ],
    ['no answer', { statusCode: 'ETIMEDOUT' }, 'no answer'],
    ['an unknown code', { statusCode: 'ESOMETHING' }, 'ESOMETHING'],
    ['a Catch node', { error: { message: 'disk full', source: { id: 'x' } } }, 'disk full'],
    ['an error of a flow', { error: 'disk full' }, 'disk full'],
    ['an error object of a flow', { error: { reason: 'no room' } }, 'no room'],
    ['an error without a message', { error: true }, 'an error without a message'],
    ['no status and records', { payload: { message: 'of a record' } }, undefined],
    ['an empty message', {}, undefined],
  ];
  for (const [what, message, words] of cases)
    it(`for ${what} is: ${words}`, () => assert.equal(extractRejectionReason(message), words));

  it('is never text that the collector itself sent', () => {
    const message = { statusCode: 403 };
    setLazyPayload(message, () => '{"text":"of a record"}', Buffer.from('x'));
    assert.equal(extractRejectionReason(message), '403');
  });

  it('contains no credential and no query', () => {
    for (const text of [
      'Authorization: Splunk 0d7ca2f3-canary-4c1b-9f0e canary',
      'bad header "Splunk 11111111-canary-2222-3333"',
      'Bearer canary.canary.canary was refused',
      'https://user:canary@hec.example/services?token=canary',
      '{"api_key":"canary"}',
      'password=canary&x=1',
    ])
      assert.doesNotMatch(
        extractRejectionReason({ statusCode: 401, payload: text }) ?? '',
        /canary(?! *$)/,
        text,
      );
  });

  it('is one short line without control characters, whatever the receiver said', () => {
    fc.assert(
      fc.property(fc.uint16Array({ maxLength: 400 }), (units) => {
        const words = sanitizeReason(String.fromCharCode(...units));
        assert.ok(words.length <= 160);
        assert.doesNotMatch(words, /[\p{Cc}\p{Cf}]/u);
      }),
      { seed: 7, numRuns: 100 },
    );
    assert.equal(sanitizeReason('a\u001b[31mred\u202e\r\n b'), 'a [31mred b');
  });
});
