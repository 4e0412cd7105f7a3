import assert from 'node:assert/strict';
import {
  classifyError,
  type EvidenceContext,
} from '../../../../nodes/lib/assessments/evidence/collect-evidence';
import { readList, readSingle } from '../../../../nodes/lib/assessments/evidence/read-endpoint';
import { type ReadResult, readWindow } from '../../../../nodes/lib/assessments/evidence/read-window';
import type { ApiRequest } from '../../../../nodes/lib/contracts/api-client';
import { MimecastError } from '../../../../nodes/lib/contracts/errors';
import { isUnavailable } from '../../../../nodes/lib/contracts/evidence';
import { impersonationLog } from '../../../../nodes/lib/streams/window/logs/ttp';
import { AnsweringClient } from '../../../doubles/fileless-client';

type Reply = (request: ApiRequest, count: number) => unknown;

function contextReplying(reply: Reply): { context: EvidenceContext; requests: ApiRequest[] } {
  const client = new AnsweringClient((request, count) => ({ body: reply(request, count) }));
  return {
    requests: client.requests,
    context: { client, signal: new AbortController().signal, stream: 'evidence' },
  };
}

const failing = (code: MimecastError['code'], status?: number, vendorCode?: string) => (): never => {
  throw new MimecastError(code, 'failed', { status, vendorCode });
};
const list = { path: '/api/policy/blockedsenders/get-policy', family: 'post' } as const;

describe('collectEvidence', () => {
  it('distinguishes evidence from an empty result', async () => {
    const some = await readList(list, contextReplying(() => ({ data: [{ id: 1 }], meta: {} })).context);
    assert.ok(some.kind === 'evidence');
    assert.deepEqual(some.value.records, [{ id: 1 }]);
    const none = await readList(list, contextReplying(() => ({ data: [], meta: {} })).context);
    assert.equal(none.kind, 'empty');
    assert.deepEqual(
      {
        endpoint: none.requestInfo.endpoint,
        status: none.requestInfo.httpStatus,
        calls: none.requestInfo.calls,
      },
      { endpoint: list.path, status: 200, calls: 1 },
    );
  });

  it('distinguishes forbidden, unlicensed, unreadable and failing, and keeps the reason', async () => {
    const cases = [
      { reply: failing('MIMECAST_FORBIDDEN', 403), kind: 'forbidden' },
      { reply: failing('MIMECAST_BAD_REQUEST', 200, 'err_no_permission'), kind: 'forbidden' },
      { reply: failing('MIMECAST_NOT_LICENSED', 404), kind: 'notLicensed' },
      { reply: failing('MIMECAST_BAD_REQUEST', 405), kind: 'notReadable' },
      { reply: failing('MIMECAST_UNAVAILABLE', 503), kind: 'broken' },
      { reply: failing('MIMECAST_RATE_LIMITED', 429), kind: 'broken' },
      { reply: failing('MIMECAST_BAD_REQUEST', 400), kind: 'broken' },
      { reply: () => 'no envelope', kind: 'broken' },
    ];
    for (const { reply, kind } of cases) {
      const result = await readList(list, contextReplying(reply).context);
      assert.equal(result.kind, kind);
      assert.ok(isUnavailable(result) && result.error instanceof MimecastError);
    }
  });

  it('treats 404 as "no such endpoint" where the path was never published', () => {
    const error = new MimecastError('MIMECAST_NOT_LICENSED', 'x', { status: 404 });
    assert.equal(classifyError(error, false), 'notReadable');
    assert.equal(classifyError(error, true), 'notLicensed');
  });

  it('names the missing permission when the key is given', async () => {
    const { context } = contextReplying(failing('MIMECAST_FORBIDDEN', 403));
    const result = await readList({ ...list, key: 'held.held' }, context);
    assert.ok(isUnavailable(result));
    assert.match(result.error.message, /Account \| Dashboard \| Read/);
  });

  it('rejects an incomplete response', async () => {
    const { context } = contextReplying(() => ({}));
    const partial = new AnsweringClient(() => ({
      body: { data: [{ a: 1 }] },
      failures: [{ code: 'err_x', message: 'half', retryable: false }],
    }));
    const request = { method: 'POST', path: '/api/x', group: 'api' } as const;
    const result = await readSingle({ request, parse: (body) => body }, { ...context, client: partial });
    assert.equal(result.kind, 'broken');
  });

  it('passes one response to a reader, which may find nothing in it', async () => {
    const request = { method: 'GET', path: '/x/v1/y', group: 'api' } as const;
    const { context } = contextReplying(() => ({ value: 4 }));
    const read = (body: unknown): unknown => body;
    assert.deepEqual((await readSingle({ request, parse: read }, context)).kind, 'evidence');
    assert.equal((await readSingle({ request, parse: () => undefined }, context)).kind, 'empty');
  });

  it('throws programming errors and aborts', async () => {
    const defect = contextReplying(() => {
      throw new TypeError('ours');
    });
    await assert.rejects(readList(list, defect.context), TypeError);
    const over = new DOMException('closed', 'AbortError');
    const aborted = contextReplying(() => {
      throw over;
    });
    await assert.rejects(readList(list, aborted.context), over);
  });

  it("reads REST lists and notes the server's total", async () => {
    const rest = { path: '/policy-management/x', family: 'rest', member: 'policies' } as const;
    const pages = contextReplying(({ query }) =>
      query?.['pageToken'] === undefined
        ? { policies: [{ a: 1 }], meta: { nextPage: 'two' } }
        : { policies: [{ a: 2 }], meta: {} },
    );
    const result = await readList(rest, pages.context);
    assert.ok(result.kind === 'evidence');
    assert.deepEqual(result.value.records, [{ a: 1 }, { a: 2 }]);
    assert.equal(result.requestInfo.calls, 2);
    const withTotal = contextReplying(() => ({ data: [{ a: 1 }], meta: { pagination: { totalCount: 7 } } }));
    const counted = await readList(list, withTotal.context);
    assert.ok(counted.kind === 'evidence' && counted.value.total === 7);
  });
});

describe('Reading a time range', () => {
  const log = impersonationLog();
  const from = Date.parse('2026-11-20T10:00:00Z');
  const to = Date.parse('2026-11-20T11:00:00Z');
  const page = (times: string[], pagination: object): unknown => ({
    meta: { pagination },
    data: [{ impersonationLogs: times.map((eventTime) => ({ eventTime })) }],
  });

  it('counts each record of the range once, however the API treats its ends', async () => {
    const { context, requests } = contextReplying((_, count) =>
      count === 1
        ? page(['2026-11-20T10:00:00+0000', '2026-11-20T10:30:00+0000'], { next: 'b', totalCount: 3 })
        : page(['2026-11-20T10:59:59+0000', '2026-11-20T11:00:00+0000', '2026-11-20T09:59:59+0000'], {}),
    );
    const times: number[] = [];
    const drained = await readWindow(log, { from, to }, context, (_, time) => times.push(time));
    const expected: ReadResult = {
      records: 3,
      received: 5,
      pages: 2,
      serverTotal: 3,
      resultCount: undefined,
    };
    assert.deepEqual(drained, expected);
    assert.equal(times.length, 3);
    const [first] = requests;
    assert.match(JSON.stringify(first?.body), /"from":"2026-11-20T10:00:00\+0000","to":"2026-11-20T11:00:00/);
  });

  it('ends with an error instead of looping', async () => {
    const { context } = contextReplying(() => page(['2026-11-20T10:00:00+0000'], { next: 'again' }));
    await assert.rejects(
      readWindow(log, { from, to }, context, () => undefined),
      (error) => error instanceof MimecastError && error.code === 'MIMECAST_BAD_ANSWER' && error.transient,
    );
  });

  it('ends after two empty pages', async () => {
    const { context, requests } = contextReplying((_, count) => page([], { next: `t${count}` }));
    assert.equal((await readWindow(log, { from, to }, context, () => undefined)).records, 0);
    assert.equal(requests.length, 2);
  });
});
