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
  /** ms for which there was no answer */
  readonly afterMs?: number | undefined;
}

export type Fail = (reason: FailureReason, context: FailureContext) => MimecastError;

/** A code is a word or two; anything longer may be an echo. */
const CODE = /^[\w .:-]{1,80}$/;

function vendorWords(first: VendorFailure | undefined, silent: boolean): string {
  if (first === undefined || silent) return '';
  const words = [first.field, first.message].filter((word) => word !== undefined && word !== '');
  return words.length === 0 ? '' : ` ("${words.join(': ')}")`;
}

/** Of a status: what is not known leaves no trace. */
function shortOf(
  template: string,
  { status, afterMs }: Pick<FailureContext, 'status' | 'afterMs'>,
  vendorCode: string | undefined,
): string {
  const known: Readonly<Record<string, string>> = {
    // Refusals may come with 200, which would only puzzle.
    status: status === undefined || status < 400 ? '' : String(status),
    for: afterMs === undefined ? 'in time' : `for ${Math.max(1, Math.floor(afterMs / 1000))} s`,
    code: vendorCode === undefined ? '' : `(${vendorCode})`,
  };
  return template.replace(/\{(\w+)\}/g, (_all, name: string) => known[name] ?? '').trim();
}

/** The only maker of errors about Mimecast and the network: table text, redacted, never a cause. */
export function createFail(redactor: Redactor): Fail {
  return (reason, { host, failures, silent = false, endpoint, afterMs, ...details }) => {
    const { code, again, what, todo, short }: FailureRow = FAILURES[reason];
    const first = failures?.[0];
    const words = redactor.text(vendorWords(first, silent));
    const vendorText = first === undefined ? undefined : redactor.text(first.code);
    const vendorCode = vendorText !== undefined && CODE.test(vendorText) ? vendorText : undefined;
    const message = `${what.replace('{host}', host)}${words === '' ? '' : ` ${words}`}: ${todo}`;
    return new MimecastError(code, message, {
      ...details,
      reason,
      endpoint: endpoint?.replace(/[?#].*$/, ''),
      transient: again !== 'never',
      vendorCode,
      short: shortOf(short, { status: details.status, afterMs }, vendorCode),
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
