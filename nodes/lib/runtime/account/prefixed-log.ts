import type { Node } from 'node-red';
import { MimecastError } from '../../contracts/errors';
import { toError } from '../node-red/on-input';

/**
 * Log functions of a node that put the account in front: otherwise entries of several tenants could not be
 * distinguished.
 */
export interface PrefixedLog {
  readonly log: (text: string) => void;
  readonly debug: (text: string) => void;
  readonly warn: (text: string) => void;
  /** always passes a message, even an empty one: without it Catch nodes do not see the error */
  readonly error: (error: unknown) => void;
}

/** @param account label of the account node; '' without one */
export function prefixedLog(
  node: Pick<Node, 'log' | 'debug' | 'warn' | 'error'>,
  account: string,
): PrefixedLog {
  const prefixed = (text: string): string => (account === '' ? text : `${account}: ${text}`);
  return {
    log: (text) => node.log(prefixed(text)),
    debug: (text) => node.debug(prefixed(text)),
    warn: (text) => node.warn(prefixed(text)),
    error: (error) => node.error(prefixedError(error, account), {}),
  };
}

/**
 * The same error with the account in front of its message. Statuses and reports do not repeat the account.
 */
export function prefixedError(error: unknown, account: string): Error {
  const original = toError(error);
  if (account === '') return original;
  const text = `${account}: ${original.message}`;
  const prefixed =
    original instanceof MimecastError
      ? new MimecastError(original.code, text, original)
      : new Error(text, { cause: original });
  if (original.stack !== undefined) prefixed.stack = original.stack.replace(original.message, () => text);
  return prefixed;
}
