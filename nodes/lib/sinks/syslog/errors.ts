/** Errors of messages, and errors of connections. */
import { ERROR_CATALOG, type ErrorReason } from '../../contracts/error-catalog';
import { classifyNetworkError } from '../../contracts/network-errors';

/** Why a message was not delivered. Flows switch on `msg.error.code`. */
export type SyslogErrorCode =
  /** the payload can't be sent */
  | 'SYSLOG_PAYLOAD'
  /** too many messages wait already */
  | 'SYSLOG_FULL'
  /** the server rejected it (RELP) */
  | 'SYSLOG_REFUSED'
  /** it is longer than the receiver accepts, and is to be refused then */
  | 'SYSLOG_TOO_LONG'
  /** the node was closed before the delivery */
  | 'SYSLOG_CLOSED';

/** A record that will never be accepted as it is. */
export interface Refusal {
  /** index of the record in the payload */
  readonly record: number;
  readonly code: 'SYSLOG_REFUSED' | 'SYSLOG_TOO_LONG';
  readonly reason: string;
}

/** Messages contain no content of records and no secret. */
export class SyslogError extends Error {
  override readonly name = 'SyslogError';

  constructor(
    readonly code: SyslogErrorCode,
    message: string,
    /** the refused records, where all others were delivered; empty: sending the payload again may help */
    readonly refusals: readonly Refusal[] = [],
  ) {
    super(message);
  }
}

/** The error of a payload of which some records were refused for good. */
export function refusalError(refusals: readonly Refusal[]): SyslogError {
  const [first] = refusals;
  const tooLong = refusals.filter(({ code }) => code === 'SYSLOG_TOO_LONG').length;
  const isLength = tooLong === refusals.length;
  const count = refusals.length === 1 ? 'a message' : `${refusals.length} messages`;
  const text = isLength
    ? `${count} too long for the syslog server: ${first?.reason}`
    : `the syslog server refused ${count}: ${refusals.find(({ code }) => code === 'SYSLOG_REFUSED')?.reason}`;
  return new SyslogError(isLength ? 'SYSLOG_TOO_LONG' : 'SYSLOG_REFUSED', text, refusals);
}

/** Thrown when a session can't be opened; its message is shown to users. */
export class ConnectionError extends Error {
  override readonly name = 'SessionError';
}

export const CONNECTION_LOST = 'the connection was lost';

export const NO_RESPONSE = 'the host does not answer: check host, port and firewall';

const MESSAGES: Partial<Readonly<Record<ErrorReason, string>>> = {
  dns: 'the host was not found: check its name and the DNS of this machine',
  dnsBusy: 'the name of the host could not be looked up: the DNS of this machine does not answer',
  refused: 'the connection was refused: check the port, and that the server runs',
  noRoute: 'the host is unreachable: check the network',
  reset: CONNECTION_LOST,
  timeout: NO_RESPONSE,
  certificateExpired: 'the certificate of the server has expired',
  certificateEarly: 'the certificate of the server is not valid yet: check the clock of this machine',
  certificateSelfSigned:
    'the certificate of the server is self-signed, which is not trusted here: add it to the TLS configuration',
  certificateUntrusted:
    'the certificate of the server comes from an authority that is not trusted here: add it to the TLS configuration',
  certificateName:
    'the certificate of the server is for another name: check the host, or set the server name in the TLS configuration',
  tls: 'the TLS handshake failed: check that the port supports TLS, and whether the server requires a client certificate',
};

/** A readable sentence. Texts of Node.js and OpenSSL are never repeated. */
export function describeError(error: unknown): string {
  if (error instanceof ConnectionError) return error.message;
  return MESSAGES[classifyNetworkError(error)] ?? 'the connection failed';
}

const SHORT_CAUSES: ReadonlyMap<string, string> = new Map([
  ...Object.entries(ERROR_CATALOG).flatMap(([reason, row]) => {
    const message = Object.entries(MESSAGES).find(([name]) => name === reason)?.[1];
    return message === undefined ? [] : [[message, row.short] as const];
  }),
  [CONNECTION_LOST, 'connection lost'],
  [NO_RESPONSE, 'no answer in time'],
]);

/**
 * A short form for a status.
 * @param message one of the messages above, or the text of a server
 */
export function shortCause(message: string): string {
  return SHORT_CAUSES.get(message) ?? message.replace(/^the (server|host) /, '');
}
