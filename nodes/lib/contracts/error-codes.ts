/** The public error codes. Flows switch on `msg.error.code`. */
export const ERROR_CODES = [
  'MIMECAST_CONFIG',
  'MIMECAST_AUTH',
  'MIMECAST_FORBIDDEN',
  'MIMECAST_NOT_LICENSED',
  'MIMECAST_RATE_LIMITED',
  'MIMECAST_UNAVAILABLE',
  'MIMECAST_BAD_REQUEST',
  'MIMECAST_BAD_ANSWER',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];
