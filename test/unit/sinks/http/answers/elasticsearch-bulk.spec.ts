import assert from 'node:assert/strict';
import { judgeAnswer } from '../../../../../nodes/lib/sinks/http/answers/judge-answer';
import type { Verdict } from '../../../../../nodes/lib/sinks/http/answers/verdict';

const JSON_TYPE = { 'content-type': 'application/vnd.elasticsearch+json;compatible-with=8' };
const judge = (status: unknown, body: unknown, sent?: number, headers: object = JSON_TYPE): Verdict =>
  judgeAnswer('elasticsearch-bulk', { status, headers: { ...headers }, body }, sent, 0);

interface Item {
  readonly [operation: string]: { readonly status: number; readonly error?: unknown };
}
const item = (status: number, error?: unknown, operation = 'create'): Item => ({
  [operation]: { status, ...(error === undefined ? {} : { error }) },
});
const mapping = { type: 'document_parsing_exception', reason: '[1:22] failed to parse field [code]' };
/** `errors` as Elasticsearch sets it, unless given. */
const bulk = (
  items: readonly Item[],
  errors = items.some((one) => Object.values(one).some(({ status }) => status > 299)),
) => ({
  took: 3,
  errors,
  items,
});
const kinds = (verdict: Verdict): readonly string[] | string =>
  verdict.kind === 'items' ? verdict.items.map(({ kind }) => kind) : verdict.kind;

describe('The answer of _bulk', () => {
  it('is judged item by item', () => {
    const answer = bulk([
      item(201),
      item(200, undefined, 'index'),
      item(409),
      item(429),
      item(503),
      item(400, mapping),
    ]);
    const expected = ['accepted', 'accepted', 'duplicate', 'retry', 'retry', 'refused'];
    assert.deepEqual(kinds(judge(200, answer, 6)), expected);
    assert.deepEqual(kinds(judge(200, JSON.stringify(answer), 6)), expected);
    assert.deepEqual(kinds(judge(200, Buffer.from(JSON.stringify(answer)), 6)), expected);
  });

  it('names the reason of an item', () => {
    const verdict = judge(200, bulk([item(400, mapping)]), 1);
    assert.deepEqual(verdict, {
      kind: 'items',
      items: [
        { kind: 'refused', reason: '400 document_parsing_exception: [1:22] failed to parse field [code]' },
      ],
    });
  });

  it('counts the items where they contradict `errors`', () => {
    assert.deepEqual(kinds(judge(200, bulk([item(201), item(400, mapping)], false), 2)), [
      'accepted',
      'refused',
    ]);
    assert.deepEqual(kinds(judge(200, bulk([item(201), item(201)], true), 2)), ['accepted', 'accepted']);
  });

  it('is not accepted without `errors`, without items, or with another number of items', () => {
    const items = [item(201), item(201)];
    for (const body of [
      {},
      { took: 1 },
      { errors: false },
      { errors: false, items: {} },
      { errors: 'false', items },
      { items },
      [],
      null,
      'null',
      '""',
    ])
      assert.ok(['retry', 'misconfigured'].includes(judge(200, body, 2).kind), JSON.stringify(body));
    for (const sent of [1, 3, 0]) assert.equal(judge(200, bulk(items), sent).kind, 'retry', String(sent));
    assert.deepEqual(
      kinds(judge(200, bulk(items))),
      ['accepted', 'accepted'],
      'nobody knows how many were sent',
    );
  });

  it('is not accepted as a page, empty, or truncated', () => {
    const page = '<html><body><h1>It works!</h1></body></html>';
    assert.deepEqual(judge(200, page, 20, { 'content-type': 'text/html' }), {
      kind: 'misconfigured',
      reason: '200 with a page, not an answer of _bulk: It works!',
    });
    const whole = JSON.stringify(bulk([item(201)]));
    assert.equal(judge(200, bulk([item(201)]), 1, { 'content-type': 'text/html' }).kind, 'misconfigured');
    assert.equal(judge(200, whole.slice(0, -2), 1).kind, 'retry');
    assert.equal(judge(200, '', 1).kind, 'retry');
    assert.equal(judge(200, undefined, 1).kind, 'retry');
  });

  it('has items without a status, which count as not delivered', () => {
    const items = [{}, { create: {} }, { create: { status: '201' } }, { other: { status: 201 } }, null, 'x'];
    assert.deepEqual(kinds(judge(200, { errors: false, items }, 6)), Array(6).fill('retry'));
  });

  it('takes an id that exists for a duplicate of create and index, not of update and delete', () => {
    const items = ['create', 'index', 'update', 'delete'].map((operation) => item(409, undefined, operation));
    assert.deepEqual(kinds(judge(200, bulk(items), 4)), ['duplicate', 'duplicate', 'retry', 'retry']);
  });

  for (const [what, refusal] of [
    ['a missing index', item(404, { type: 'index_not_found_exception', reason: 'no such index [logs]' })],
    ['a missing permission', item(403, { type: 'security_exception', reason: 'unauthorized for API key' })],
    ['a block of the index', item(403, { type: 'cluster_block_exception', reason: 'index [logs] blocked' })],
    ['credentials', item(401)],
    [
      'a missing pipeline',
      item(400, { type: 'illegal_argument_exception', reason: 'pipeline with id [ours] does not exist' }),
    ],
    [
      'a data stream that takes only create',
      item(400, {
        type: 'illegal_argument_exception',
        reason: 'only write ops with an op_type of create are allowed in data streams',
      }),
    ],
    ['a closed index', item(400, { type: 'index_closed_exception', reason: 'closed' })],
    [
      'too many shards',
      item(400, { type: 'validation_exception', reason: 'this action would add [2] shards' }),
    ],
  ] as const)
    it(`is a wrong setting where an item is about ${what}: no record is to blame`, () => {
      assert.equal(judge(200, bulk([item(201), refusal, item(400, mapping)]), 3).kind, 'misconfigured');
    });

  it('blames the record for other arguments', () => {
    const error = {
      type: 'illegal_argument_exception',
      reason: 'mapper [a] cannot be changed from type [long]',
    };
    assert.deepEqual(kinds(judge(200, bulk([item(400, error)]), 1)), ['refused']);
  });

  it('follows the status where it is no success', () => {
    const error = (type: string, reason: string, status: number) => ({ error: { type, reason }, status });
    const malformed = error('illegal_argument_exception', 'must be terminated by a newline', 400);
    assert.equal(judge(400, malformed, 3).kind, 'unnamed');
    for (const status of [301, 401, 403, 404, 405, 406])
      assert.equal(judge(status, {}, 3).kind, 'misconfigured');
    for (const status of [429, 500, 502, 503, 504]) assert.equal(judge(status, {}, 3).kind, 'retry');
    assert.deepEqual(judge(413, '', 3), { kind: 'refused', reason: '413', tooLarge: true });
  });
});
