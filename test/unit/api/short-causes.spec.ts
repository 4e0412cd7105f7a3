import assert from 'node:assert/strict';
import { FAILURES, type FailureReason } from '../../../nodes/lib/api/failure-table';
import { createFail } from '../../../nodes/lib/api/failures';
import { createRedactor } from '../../../nodes/lib/api/redact';

const fail = createFail(createRedactor());
const reasons = Object.keys(FAILURES) as FailureReason[];
/** What ` · next try 10:15` leaves of a status. */
const ROOM = 43;

describe('the cause of a failure in a few words', () => {
  for (const reason of reasons) {
    it(`${reason} leaves room for when it is tried again, and nothing to fill in`, () => {
      const full =
        fail(reason, { host: 'api.services.mimecast.com', status: 503, afterMs: 300_000 }).short ?? '';
      const bare = fail(reason, { host: 'api.services.mimecast.com' }).short ?? '';
      for (const short of [full, bare]) {
        assert.match(short, /^[^{}()]*(\([^()]*\))?$/);
        assert.ok(short.length > 5 && short.length <= ROOM, `${short.length}: ${short}`);
      }
    });
  }

  it('is another one for each failure', () => {
    const shorts = reasons.map((reason) => FAILURES[reason].short);
    assert.equal(new Set(shorts).size, reasons.length);
  });

  it('has no status where a refusal came with 200', () =>
    assert.equal(fail('permission', { host: 'h', status: 200 }).short, 'no permission'));

  it('repeats a code of Mimecast, and nothing that only looks like one', () => {
    const said = (code: string) =>
      fail('badRequest', { host: 'h', status: 400, failures: [{ code, message: '', retryable: false }] })
        .short;
    assert.equal(said('err_validation_blank'), '400 request refused (err_validation_blank)');
    assert.equal(said('<script>'), '400 request refused');
  });
});
