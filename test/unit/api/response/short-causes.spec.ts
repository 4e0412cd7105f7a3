import assert from 'node:assert/strict';
import { createErrorFactory } from '../../../../nodes/lib/api/response/error-factory';
import { ERROR_CATALOG, type ErrorReason } from '../../../../nodes/lib/contracts/error-catalog';
import { createRedactor } from '../../../../nodes/lib/util/redaction/redactor';

const fail = createErrorFactory(createRedactor());
const reasons = Object.keys(ERROR_CATALOG) as ErrorReason[];
/** The space that ` · next try 10:15` leaves in a status. */
const ROOM = 43;

describe('The short cause of a failure', () => {
  for (const reason of reasons) {
    it(`leaves room for the next try with ${reason}, and contains no placeholder`, () => {
      const full =
        fail(reason, { host: 'api.services.mimecast.com', status: 503, afterMs: 300_000 }).short ?? '';
      const bare = fail(reason, { host: 'api.services.mimecast.com' }).short ?? '';
      for (const short of [full, bare]) {
        assert.match(short, /^[^{}()]*(\([^()]*\))?$/);
        assert.ok(short.length > 5 && short.length <= ROOM, `${short.length}: ${short}`);
      }
    });
  }

  it('differs for each failure', () => {
    const shorts = reasons.map((reason) => ERROR_CATALOG[reason].short);
    assert.equal(new Set(shorts).size, reasons.length);
  });

  it('has no status where a failure came with 200', () =>
    assert.equal(fail('permission', { host: 'h', status: 200 }).short, 'no permission'));

  it('contains a code of Mimecast, and nothing that only resembles one', () => {
    const shortText = (code: string) =>
      fail('badRequest', { host: 'h', status: 400, failures: [{ code, message: '', retryable: false }] })
        .short;
    assert.equal(shortText('err_validation_blank'), '400 request refused (err_validation_blank)');
    assert.equal(shortText('<script>'), '400 request refused');
  });
});
