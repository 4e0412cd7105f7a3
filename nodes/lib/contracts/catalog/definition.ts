import type { ErrorCode } from '../error-codes';

export interface ErrorDefinition {
  readonly code: ErrorCode;
  /**
   * `soon`: retried within the call. `later`: retried at the next poll, because it will not change within
   * seconds. `never`: a setting has to be changed first.
   */
  readonly retry: 'soon' | 'later' | 'never';
  /** The message. `{host}` is the host of the request. */
  readonly message: string;
  readonly remedy: string;
  /**
   * The cause in a few words, for the status on the canvas. `{status}` is the HTTP status, `{for}` the time without a
   * response, `{code}` Mimecast's own code; a placeholder without a value is removed.
   */
  readonly short: string;
}

export const define = (
  code: ErrorCode,
  retry: ErrorDefinition['retry'],
  message: string,
  remedy: string,
  short: string,
): ErrorDefinition => ({ code, retry, message, remedy, short });

export const WILL_RETRY = 'it is retried automatically';
