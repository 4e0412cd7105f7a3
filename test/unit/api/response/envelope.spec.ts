import assert from 'node:assert/strict';
import { readEnvelope } from '../../../../nodes/lib/api/response/envelope';

describe('Failures in responses (wire.md 3.4)', () => {
  const cases: readonly (readonly [string, unknown, readonly unknown[]])[] = [
    [
      'gateway',
      { fail: [{ code: 'app_forbidden', message: 'Forbidden' }] },
      [{ code: 'app_forbidden', message: 'Forbidden', retryable: false }],
    ],
    [
      'function, with the field',
      {
        meta: { status: 200 },
        data: [],
        fail: [
          {
            key: {},
            errors: [
              { field: 'end', code: 'err_validation_null', message: 'Cannot be null', retryable: false },
            ],
          },
        ],
      },
      [{ code: 'err_validation_null', message: 'Cannot be null', retryable: false, field: 'end' }],
    ],
    [
      'function, several errors, retryable as text',
      {
        fail: [
          {
            errors: [
              { code: 'a', message: 'x', retryable: 'true' },
              { code: 'b', message: 'y' },
            ],
          },
        ],
      },
      [
        { code: 'a', message: 'x', retryable: true },
        { code: 'b', message: 'y', retryable: false },
      ],
    ],
    [
      'SIEM',
      { error: { code: 'Request Validation Failed', message: 'Invalid date range' } },
      [{ code: 'Request Validation Failed', message: 'Invalid date range', retryable: false }],
    ],
    [
      'REST',
      { errors: [{ code: 'bad', message: 'no', field: 'pageSize' }] },
      [{ code: 'bad', message: 'no', retryable: false, field: 'pageSize' }],
    ],
    [
      'OAuth',
      { error: 'invalid_client', error_description: 'unknown client' },
      [{ code: 'invalid_client', message: 'unknown client', retryable: false }],
    ],
    [
      'a number for a code',
      { fail: [{ code: 42, message: null }] },
      [{ code: '42', message: '', retryable: false }],
    ],
    [
      'entries that are no objects',
      { fail: [7, 'words'] },
      [
        { code: 'unknown', message: '', retryable: false },
        { code: 'words', message: '', retryable: false },
      ],
    ],
    ['nothing but nulls', { fail: null, errors: null, error: null, meta: null, data: null }, []],
    ['empty lists', { fail: [], errors: [], error: '' }, []],
    ['no object at all', ['a'], []],
    ['nothing', undefined, []],
  ];
  for (const [what, body, failures] of cases)
    it(what, () => assert.deepEqual(readEnvelope(body).failures, failures));

  it('reads meta.status, also as text', () => {
    assert.equal(readEnvelope({ meta: { status: 403 } }).metaStatus, 403);
    assert.equal(readEnvelope({ meta: { status: '403' } }).metaStatus, 403);
    assert.equal(readEnvelope({ meta: { status: 'fine' } }).metaStatus, undefined);
    assert.equal(readEnvelope({ meta: {} }).metaStatus, undefined);
  });

  it('reports whether there is data', () => {
    assert.equal(readEnvelope({ data: [1] }).hasData, true);
    assert.equal(readEnvelope({ data: [] }).hasData, false);
    assert.equal(readEnvelope({ data: { a: 1 } }).hasData, true);
    assert.equal(readEnvelope({}).hasData, false);
  });
});
