import type { ErrorReason } from './error-catalog';

/** Error codes of Node.js, undici, OpenSSL and the HTTP parser, with the reason in the error catalogue. */
const REASONS: Readonly<Record<string, ErrorReason>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dnsBusy',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'noRoute',
  EHOSTDOWN: 'noRoute',
  ENETUNREACH: 'noRoute',
  ENETDOWN: 'noRoute',
  EADDRNOTAVAIL: 'noRoute',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'reset',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'tooLarge',
  CERT_HAS_EXPIRED: 'certificateExpired',
  CERT_NOT_YET_VALID: 'certificateEarly',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificateSelfSigned',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificateUntrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificateUntrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'certificateUntrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificateUntrusted',
  CERT_UNTRUSTED: 'certificateUntrusted',
  CERT_SIGNATURE_FAILURE: 'certificateUntrusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificateName',
  UND_ERR_PRX_TLS: 'certificateName',
  EPROTO: 'tls',
};

/** Prefixes of codes that are too many to list. */
const FAMILIES: readonly (readonly [RegExp, ErrorReason])[] = [
  [/^ERR_(SSL|TLS)_/, 'tls'],
  [/^(HPE_|HTTPParserError$)/, 'notJson'],
];

/** undici reports a proxy's refusal of a tunnel only in the message. */
const TUNNEL = /^Proxy response \((\d{3})\)/;

/** Stops at circular chains of causes. */
const MAX_CAUSE_DEPTH = 5;

function proxyReason(message: string): ErrorReason | undefined {
  const status = Number(TUNNEL.exec(message)?.[1]);
  if (Number.isNaN(status)) return undefined;
  if (status === 407) return 'proxyLogin';
  return status >= 500 ? 'proxyFailed' : 'proxyRefused';
}

function fromCode(code: unknown): ErrorReason | undefined {
  if (typeof code !== 'string') return undefined;
  return REASONS[code] ?? FAMILIES.find(([form]) => form.test(code))?.[1];
}

/** Node.js wraps one error per address (happy eyeballs, RFC 8305); undici wraps errors in `cause`. */
function causesOf(error: Error): readonly unknown[] {
  return error instanceof AggregateError ? [...error.errors, error.cause] : [error.cause];
}

function findReason(error: unknown, depth: number): ErrorReason | undefined {
  if (!(error instanceof Error) || depth > MAX_CAUSE_DEPTH) return undefined;
  // undici's parser errors may have a name and no code.
  const own =
    proxyReason(error.message) ?? fromCode('code' in error ? error.code : undefined) ?? fromCode(error.name);
  if (own !== undefined && own !== 'reset') return own;
  for (const cause of causesOf(error)) {
    const found = findReason(cause, depth + 1);
    if (found !== undefined) return found;
  }
  return own;
}

/** The catalogue's reason for an error of the network layer. The error's own message is never shown. */
export function classifyNetworkError(error: unknown): ErrorReason {
  return findReason(error, 0) ?? 'network';
}

/** Reasons that mean that no connection was established. */
const NO_CONNECTION: ReadonlySet<ErrorReason> = new Set([
  'dns',
  'dnsBusy',
  'refused',
  'noRoute',
  'certificateExpired',
  'certificateEarly',
  'certificateSelfSigned',
  'certificateUntrusted',
  'certificateName',
  'proxyLogin',
  'proxyFailed',
  'proxyRefused',
]);

/** Whether the request was certainly not sent. If that is uncertain, it counts as sent, and therefore as a call. */
export function wasNotSent(error: unknown): boolean {
  return NO_CONNECTION.has(classifyNetworkError(error)) || connectTimedOut(error, 0);
}

function connectTimedOut(error: unknown, depth: number): boolean {
  if (!(error instanceof Error) || depth > MAX_CAUSE_DEPTH) return false;
  if ('code' in error && error.code === 'UND_ERR_CONNECT_TIMEOUT') return true;
  return causesOf(error).some((cause) => connectTimedOut(cause, depth + 1));
}
