import type { VendorFailure } from '../../contracts/api-client';
import type { Redactor } from '../../util/redaction/redactor';
import type { ResponseOutcome } from './classify-response';

/** Codes are short; a longer text may echo the request. */
const VENDOR_CODE = /^[\w .:-]{1,80}$/;
/** More say the same. */
const MAX_FAILURES = 20;

/** @returns undefined: it is no code */
export const vendorCodeOf = (redacted: string): string | undefined =>
  VENDOR_CODE.test(redacted) ? redacted : undefined;

function cleanFailure(
  { code, message, field, retryable }: VendorFailure,
  { redact }: Redactor,
): VendorFailure {
  const text = redact(code);
  const known = vendorCodeOf(text);
  return {
    code: known ?? '',
    // What stands in place of a code may be the message.
    message: redact(known === undefined && message === '' ? text : message),
    retryable,
    ...(field === undefined ? {} : { field: redact(field) }),
  };
}

/** The texts of an outcome as logs, reports and errors may have them. It is classified by the texts that came. */
export function cleanFailures<T extends ResponseOutcome>(outcome: T, redactor: Redactor): T {
  const failures = outcome.failures.slice(0, MAX_FAILURES);
  return { ...outcome, failures: failures.map((failure) => cleanFailure(failure, redactor)) };
}
