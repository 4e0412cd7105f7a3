import type { Node } from 'node-red';
import { MimecastError } from '../api/errors';

/** A node's lines in the log, with the account in front: of several tenants nobody could tell them apart. */
export interface NamedLog {
  readonly log: (text: string) => void;
  readonly debug: (text: string) => void;
  readonly warn: (text: string) => void;
  /** with a message, even an empty one: only then do Catch nodes see it */
  readonly error: (error: unknown) => void;
}

/** @param account as the account node is labelled; '' where there is none */
export function namedLog(node: Pick<Node, 'log' | 'debug' | 'warn' | 'error'>, account: string): NamedLog {
  const named = (text: string): string => (account === '' ? text : `${account}: ${text}`);
  return {
    log: (text) => node.log(named(text)),
    debug: (text) => node.debug(named(text)),
    warn: (text) => node.warn(named(text)),
    error: (error) => node.error(namedError(error, account), {}),
  };
}

/** The same error, whose message begins with the account. Statuses and reports say what it is without that. */
export function namedError(error: unknown, account: string): Error {
  const given = error instanceof Error ? error : new Error(String(error));
  if (account === '') return given;
  const text = `${account}: ${given.message}`;
  const named =
    given instanceof MimecastError
      ? new MimecastError(given.code, text, given)
      : new Error(text, { cause: given });
  if (given.stack !== undefined) named.stack = given.stack.replace(given.message, () => text);
  return named;
}
