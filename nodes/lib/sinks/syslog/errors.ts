/** Why a message was not delivered. Flows switch on `msg.error.code`. */
export type SyslogErrorCode =
  /** the payload can't be sent */
  | 'SYSLOG_PAYLOAD'
  /** too many messages wait already */
  | 'SYSLOG_FULL'
  /** the server rejected it (RELP) */
  | 'SYSLOG_REFUSED'
  /** the node was closed before the delivery */
  | 'SYSLOG_CLOSED';

/** Messages contain no content of records and no secret. */
export class SyslogError extends Error {
  override readonly name = 'SyslogError';

  constructor(
    readonly code: SyslogErrorCode,
    message: string,
  ) {
    super(message);
  }
}
