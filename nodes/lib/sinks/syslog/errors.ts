/** Why a message was not delivered. Flows switch on `msg.error.code`. */
export type SyslogCode =
  /** the payload is nothing that can be sent */
  | 'SYSLOG_PAYLOAD'
  /** too much waits already */
  | 'SYSLOG_FULL'
  /** the server answered that it did not take it (RELP) */
  | 'SYSLOG_REFUSED'
  /** the node was closed before it could be delivered */
  | 'SYSLOG_CLOSED';

/** Messages hold no content of records and no secret. */
export class SyslogError extends Error {
  override readonly name = 'SyslogError';

  constructor(
    readonly code: SyslogCode,
    message: string,
  ) {
    super(message);
  }
}
