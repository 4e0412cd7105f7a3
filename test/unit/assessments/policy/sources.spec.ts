import assert from 'node:assert/strict';
import { SOURCES } from '../../../../nodes/lib/assessments/policy/sources';
import type { VendorFailure } from '../../../../nodes/lib/contracts/api-client';
import { AnsweringClient } from '../../../doubles/fileless-client';

const OPTIONS = { now: Date.parse('2026-11-22T00:00:00Z'), inferenceDays: 1, auditWithinHours: 1 };

/** The kind of the newest page of the audit log. */
async function newestPage(data: readonly unknown[], ...failures: readonly VendorFailure[]): Promise<string> {
  const client = new AnsweringClient(() => ({ body: { meta: { status: 200 }, data }, failures }));
  const context = { client, signal: new AbortController().signal, stream: 'policy-check' };
  return (await SOURCES.auditLog(context, OPTIONS)).kind;
}

describe('The newest page of a log', () => {
  const failure = { code: 'err_partial', message: 'a part is missing', retryable: false };
  const record = { eventTime: '2026-11-21T23:59:00+0000', auditType: 'x' };

  it('is empty only if nothing of it is missing', async () => {
    assert.equal(await newestPage([]), 'empty');
    assert.equal(await newestPage([], failure), 'broken');
    assert.equal(await newestPage([record], failure), 'evidence', 'one event is enough');
  });
});
