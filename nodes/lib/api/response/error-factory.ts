import type { VendorFailure } from '../../contracts/api-client';
import { ERROR_CATALOG, type ErrorDefinition, type ErrorReason } from '../../contracts/error-catalog';
import { MimecastError } from '../../contracts/errors';
import type { Redactor } from '../../util/redaction/redactor';
import { vendorCodeOf } from './clean-failures';

export interface ErrorContext {
  readonly host: string;
  readonly endpoint?: string | undefined;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly retryAt?: number | undefined;
  /** Mimecast's own errors. Only the first is used. */
  readonly failures?: readonly VendorFailure[] | undefined;
  /** Omits Mimecast's message and keeps its code: the endpoint may echo credentials in the message (wire.md 2.3). */
  readonly omitVendorMessage?: boolean | undefined;
  /** ms without a response */
  readonly afterMs?: number | undefined;
}

export type ErrorFactory = (reason: ErrorReason, context: ErrorContext) => MimecastError;

function vendorMessage(first: VendorFailure | undefined, omit: boolean): string {
  if (first === undefined || omit) return '';
  const parts = [first.field, first.message].filter((part) => part !== undefined && part !== '');
  return parts.length === 0 ? '' : ` ("${parts.join(': ')}")`;
}

/** Fills the template of a status text; a placeholder without a value is removed. */
function shortOf(
  template: string,
  { status, afterMs }: Pick<ErrorContext, 'status' | 'afterMs'>,
  vendorCode: string | undefined,
): string {
  const values: Readonly<Record<string, string>> = {
    // Omitted for an error in a 2xx response, where the status would be misleading.
    status: status === undefined || status < 400 ? '' : String(status),
    for: afterMs === undefined ? 'in time' : `for ${Math.max(1, Math.floor(afterMs / 1000))} s`,
    code: vendorCode === undefined ? '' : `(${vendorCode})`,
  };
  return template.replace(/\{(\w+)\}/g, (_all, name: string) => values[name] ?? '').trim();
}

/**
 * All errors about Mimecast and the network are created here: texts from the catalogue, redacted, without `cause`,
 * which could contain secrets.
 * @param adviceFor what to try first for this host; '': nothing
 */
export function createErrorFactory(
  redactor: Redactor,
  adviceFor: (reason: ErrorReason, host: string) => string = () => '',
): ErrorFactory {
  return (
    reason,
    { host: remoteHost, failures, omitVendorMessage: silent = false, endpoint, afterMs, ...details },
  ) => {
    const { code, retry, message: template, remedy, short }: ErrorDefinition = ERROR_CATALOG[reason];
    const first = failures?.[0];
    // Both may be those of a redirect.
    const host = redactor.redact(remoteHost);
    const path = endpoint === undefined ? undefined : redactor.redact(endpoint.replace(/[?#].*$/s, ''));
    const vendorText = redactor.redact(vendorMessage(first, silent));
    const vendorCode = first === undefined ? undefined : vendorCodeOf(redactor.redact(first.code));
    const advice = adviceFor(reason, host);
    const text = `${template.replace('{host}', host)}${vendorText === '' ? '' : ` ${vendorText}`}`;
    const message = `${text}: ${advice === '' ? remedy : `${advice}; otherwise ${remedy}`}`;
    return new MimecastError(code, message, {
      ...details,
      reason,
      endpoint: path,
      transient: retry !== 'never',
      vendorCode,
      short: shortOf(short, { status: details.status, afterMs }, vendorCode),
      expired: reason === 'linkExpired',
    });
  };
}

/** Whether a retry within the same call can succeed. */
export function isRetryable(error: unknown): error is MimecastError {
  return (
    error instanceof MimecastError &&
    error.reason !== undefined &&
    ERROR_CATALOG[error.reason].retry === 'soon'
  );
}
