import assert from 'node:assert/strict';
import type { ApiClient } from '../../../nodes/lib/contracts/api-client';
import { readAuditCategories } from '../../../nodes/lib/streams/audit-categories';
import { createRedactor } from '../../../nodes/lib/util/redaction/redactor';

const { redact } = createRedactor(['canary-token']);
const answering = (data: readonly unknown[]): ApiClient =>
  ({ redact, call: () => Promise.resolve({ body: { data }, requestId: undefined }) }) as unknown as ApiClient;
const { signal } = new AbortController();

describe('The categories of the audit log', () => {
  it('have names without secrets, on one line, cut', async () => {
    const name = `Log ons\n\u202e canary%2dtoken ${'x'.repeat(1_000_000)}`;
    const [first, ...others] = await readAuditCategories(answering([{ code: 'a_logs', name }]), signal);
    assert.deepEqual([first?.code, others], ['a_logs', []]);
    assert.match(first?.name ?? '', /^Log ons \*\*\* x{50,200}…$/);
  });

  it('are at most a thousand, with codes that can be sent', async () => {
    const data = Array.from({ length: 1_000 }, (_, index) => ({ code: `c${index}` }));
    assert.equal((await readAuditCategories(answering(data), signal)).length, 1_000);
    const expected = { code: 'MIMECAST_BAD_ANSWER' };
    await assert.rejects(readAuditCategories(answering([...data, { code: 'more' }]), signal), expected);
    await assert.rejects(readAuditCategories(answering([{ code: 'x'.repeat(201) }]), signal), expected);
    await assert.rejects(readAuditCategories(answering([{ code: 'a\nb' }]), signal), expected);
  });
});
