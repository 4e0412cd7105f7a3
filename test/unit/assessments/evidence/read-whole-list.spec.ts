import assert from 'node:assert/strict';
import { readWholeList, type WholeList } from '../../../../nodes/lib/assessments/evidence/read-whole-list';
import { MimecastError } from '../../../../nodes/lib/contracts/errors';
import { AnsweringClient } from '../../../doubles/fileless-client';

const REST: WholeList = {
  path: '/rest',
  family: 'rest',
  key: 'policy',
  members: ['policies', 'definitions'],
};
const POST: WholeList = { path: '/api/x', family: 'post', key: 'policy' };
const UNKNOWN: WholeList = { ...POST, published: false, isRecord: (entry) => 'enabled' in entry };

/** Answers with these bodies in turn. */
async function read(list: WholeList, ...bodies: readonly unknown[]) {
  const client = new AnsweringClient((_request, count) => {
    const body = bodies[count - 1];
    if (body instanceof Error) throw body;
    return { body };
  });
  const context = { client, signal: new AbortController().signal, stream: 's' };
  return { requests: client.requests, result: await readWholeList(list, context) };
}
const kindOf = async (list: WholeList, ...bodies: readonly unknown[]) =>
  (await read(list, ...bodies)).result.kind;

describe('A list that is evidence as a whole', () => {
  it('is read page by page, under the first name that the response has', async () => {
    const { result, requests } = await read(
      REST,
      { policies: [{ a: 1 }], meta: { nextPage: 't' } },
      { policies: [{ a: 2 }], meta: {} },
    );
    assert.deepEqual(result.kind === 'evidence' && result.value, [{ a: 1 }, { a: 2 }]);
    assert.equal(requests[1]?.query?.['pageToken'], 't');
    const other = await read(REST, { definitions: [{ a: 3 }] });
    assert.deepEqual(other.result.kind === 'evidence' && other.result.value, [{ a: 3 }]);
    assert.equal(await kindOf(REST, { policies: [] }), 'empty');
    assert.equal(await kindOf(POST, { meta: { status: 200 }, data: [] }), 'empty');
  });

  it('is never empty because the response has another form', async () => {
    for (const body of [{}, { meta: { status: 200 } }, [], null, 'x', { policies: {} }, { items: [] }])
      assert.equal(await kindOf(REST, body), 'notReadable', JSON.stringify(body));
    for (const body of [
      { meta: { status: 200 } },
      { data: null },
      { data: {} },
      [],
      undefined,
      { data: ['x'] },
      { data: [[]] },
    ])
      assert.equal(await kindOf(POST, body), 'notReadable', JSON.stringify(body));
  });

  it('says what the other form is, by its members and without their values', async () => {
    const { result } = await read(POST, { result: 'secret', count: 0 });
    assert.ok(result.kind === 'notReadable');
    assert.match(result.error.message, /it has no list called data \(its members are result, count\)/);
    assert.doesNotMatch(result.error.message, /secret/);
    assert.equal(result.requestInfo.httpStatus, 200);
  });

  it('is no evidence when a part of it is missing', async () => {
    const next = { policies: [{ a: 1 }], meta: { nextPage: 't' } };
    const empty = (nextPage: string) => ({ policies: [], meta: { nextPage } });
    assert.equal(await kindOf(REST, next, empty('u'), empty('v')), 'broken', 'a page that never comes');
    assert.equal(await kindOf(REST, next, next), 'broken', 'the same token again');
    const refused = new MimecastError('MIMECAST_BAD_REQUEST', 'bad token');
    assert.equal(await kindOf(REST, next, refused), 'broken');
    assert.equal(await kindOf(REST, next, { policies: [7] }), 'notReadable');
  });

  it('is unwrapped where its form is not public, and an unknown record stays as it is', async () => {
    const contentOf = async (entry: unknown) => {
      const { result } = await read(UNKNOWN, { data: [entry] });
      return result.kind === 'evidence' ? result.value : result.kind;
    };
    assert.deepEqual(await contentOf({ policies: [{ enabled: true }], total: 1 }), [{ enabled: true }]);
    assert.deepEqual(await contentOf({ enabled: true, ips: ['192.0.2.1'] }), [
      { enabled: true, ips: ['192.0.2.1'] },
    ]);
    assert.deepEqual(await contentOf({ foo: 1 }), [{ foo: 1 }]);
    assert.deepEqual(await contentOf({ policies: [] }), 'empty');
    assert.deepEqual(await contentOf({ policies: ['x'] }), 'notReadable');
  });

  it('is found where its form is not public, with or without an envelope', async () => {
    const record = { enabled: true };
    for (const body of [
      { data: [record] },
      { data: record },
      { data: [{ policies: [record] }] },
      { data: { policies: [record] } },
      { policies: [record], total: 1 },
      [record],
      record,
    ]) {
      const { result } = await read(UNKNOWN, body);
      assert.deepEqual(result.kind === 'evidence' && result.value, [record], JSON.stringify(body));
    }
    for (const body of [{ policies: [] }, {}, [], { errors: [{ code: 'x' }] }, 'x', null, ['x']])
      assert.equal(await kindOf(UNKNOWN, body), 'notReadable', JSON.stringify(body));
    assert.equal(await kindOf(UNKNOWN, { data: [{ policies: [] }] }), 'empty');
    assert.equal(
      await kindOf(UNKNOWN, { data: [{ errors: [] }] }),
      'evidence',
      'a record that no rule knows',
    );
  });

  it('does not exist on an unpublished path that answers 404, 405 or with a web page', async () => {
    const failed = (status: number) => new MimecastError('MIMECAST_NOT_LICENSED', 'no', { status });
    assert.equal(await kindOf(UNKNOWN, failed(404)), 'notReadable');
    assert.equal(await kindOf(POST, failed(404)), 'notLicensed');
    const html = new MimecastError('MIMECAST_BAD_ANSWER', 'a web page', { reason: 'html' });
    assert.equal(await kindOf(UNKNOWN, html), 'notReadable');
    assert.equal(await kindOf(POST, html), 'broken');
  });
});
