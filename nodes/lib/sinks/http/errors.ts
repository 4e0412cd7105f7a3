/** Why a message was not delivered. Flows switch on `msg.error.code`. */
export type HttpErrorCode =
  /** the payload can't be sent to this receiver */
  | 'HTTP_PAYLOAD'
  /** too many messages wait already */
  | 'HTTP_FULL'
  /** the receiver will never accept some of the records; all others were delivered */
  | 'HTTP_REFUSED'
  /** the receiver, or what it needs, is set up wrongly; records wait */
  | 'HTTP_MISCONFIGURED'
  /** the node was closed before the delivery */
  | 'HTTP_CLOSED';

/** Messages contain no content of records and no secret. */
export class HttpError extends Error {
  override readonly name = 'HttpError';

  constructor(
    readonly code: HttpErrorCode,
    message: string,
    /** a few words for a status */
    readonly short: string,
  ) {
    super(message);
  }
}

/** A record that the receiver will never accept. */
export interface Refusal {
  /** index of the record in the payload */
  readonly record: number;
  readonly code: 'HTTP_REFUSED';
  readonly reason: string;
  /** what the receiver said about it, cut, without secrets */
  readonly answer: string;
}

/** Some records of a message were refused for good. */
export class RefusedError extends HttpError {
  constructor(
    readonly refusals: readonly Refusal[],
    /** number of records in the payload */
    readonly of: number,
    /** the refused records, in the form of the payload */
    readonly refusedPayload: unknown,
  ) {
    const count = refusals.length === 1 ? 'a record' : `${refusals.length} records`;
    const [first] = refusals;
    super('HTTP_REFUSED', `the receiver refuses ${count}: ${first?.reason ?? ''}`, `${count} refused`);
  }
}

export const payloadError = (reason: string): HttpError =>
  new HttpError('HTTP_PAYLOAD', `nothing was sent: ${reason}`, 'payload can not be sent');

export const fullError = (messages: number): HttpError =>
  new HttpError(
    'HTTP_FULL',
    `${messages} messages wait for the receiver already: this one was not accepted, send it again later`,
    `${messages} messages wait`,
  );

export const closedError = (): HttpError =>
  new HttpError('HTTP_CLOSED', 'the node was closed before the receiver had accepted the message', 'closed');
