import { MimecastError } from './errors';
import { FAILURES, type FailureReason, type FailureRow } from './failure-table';
import type { Redactor } from './redact';
import type { VendorFailure } from './types';

export interface FailureContext {
  readonly host: string;
  readonly endpoint?: string | undefined;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly retryAt?: number | undefined;
  /** Mimecast's own words; only the first is repeated. */
  readonly failures?: readonly VendorFailure[] | undefined;
  /** The endpoint may echo what it was sent, so its words stay unsaid and only its code is kept (mimecast-api.md 2.3). */
  readonly silent?: boolean | undefined;
}

export type Fail = (reason: FailureReason, context: FailureContext) => MimecastError;

/** A code is a word or two; anything longer may be an echo. */
const CODE = /^[\w .:-]{1,80}$/;

function vendorWords(first: VendorFailure | undefined, silent: boolean): string {
  if (first === undefined || silent) return '';
  const words = [first.field, first.message].filter((word) => word !== undefined && word !== '');
  return words.length === 0 ? '' : ` ("${words.join(': ')}")`;
}

/** The only maker of errors about Mimecast and the network: table text, redacted, never a cause. */
export function createFail(redactor: Redactor): Fail {
  return (reason, { host, failures, silent = false, endpoint, ...details }) => {
    const { code, again, what, todo }: FailureRow = FAILURES[reason];
    const first = failures?.[0];
    const words = redactor.text(vendorWords(first, silent));
    const vendorCode = first === undefined ? undefined : redactor.text(first.code);
    const message = `${what.replace('{host}', host)}${words === '' ? '' : ` ${words}`}: ${todo}`;
    return new MimecastError(code, message, {
      ...details,
      reason,
      endpoint: endpoint?.replace(/[?#].*$/, ''),
      transient: again !== 'never',
      vendorCode: vendorCode !== undefined && CODE.test(vendorCode) ? vendorCode : undefined,
      expired: reason === 'linkExpired',
    });
  };
}

/** Whether another try within the same call makes sense. */
export function worthRetrying(error: unknown): error is MimecastError {
  return (
    error instanceof MimecastError && error.reason !== undefined && FAILURES[error.reason].again === 'soon'
  );
}
