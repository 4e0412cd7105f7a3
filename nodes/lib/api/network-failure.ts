import type { FailureReason } from './failure-table';

/** What Node, undici, OpenSSL and the HTTP parser call it, and which row of the table that is. */
const REASONS: Readonly<Record<string, FailureReason>> = {
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

/** Families of codes that are too many to name. */
const FAMILIES: readonly (readonly [RegExp, FailureReason])[] = [
  [/^ERR_(SSL|TLS)_/, 'tls'],
  [/^(HPE_|HTTPParserError$)/, 'notJson'],
];

/** undici gives the proxy's refusal of a tunnel as a sentence only. */
const TUNNEL = /^Proxy response \((\d{3})\)/;

/** Beyond this depth a chain of causes is a ring. */
const DEEPEST = 5;

function proxyReason(message: string): FailureReason | undefined {
  const status = Number(TUNNEL.exec(message)?.[1]);
  if (Number.isNaN(status)) return undefined;
  if (status === 407) return 'proxyLogin';
  return status >= 500 ? 'proxyFailed' : 'proxyRefused';
}

function ofCode(code: unknown): FailureReason | undefined {
  if (typeof code !== 'string') return undefined;
  return REASONS[code] ?? FAMILIES.find(([form]) => form.test(code))?.[1];
}

/** Happy eyeballs wraps one error per address, undici what it was given. */
function within(error: Error): readonly unknown[] {
  return error instanceof AggregateError ? [...error.errors, error.cause] : [error.cause];
}

function search(error: unknown, depth: number): FailureReason | undefined {
  if (!(error instanceof Error) || depth > DEEPEST) return undefined;
  // undici's parser errors may have a name only.
  const own =
    proxyReason(error.message) ?? ofCode('code' in error ? error.code : undefined) ?? ofCode(error.name);
  if (own !== undefined && own !== 'reset') return own;
  for (const one of within(error)) {
    const found = search(one, depth + 1);
    if (found !== undefined) return found;
  }
  return own;
}

/** Which row of the failure table a thrown thing of the network layer is. Its own texts are never used. */
export function networkReason(error: unknown): FailureReason {
  return search(error, 0) ?? 'network';
}

/** There was no connection that a request could have gone over. */
const NO_CONNECTION: ReadonlySet<FailureReason> = new Set([
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

/** Whether a request that failed so has certainly not left; in doubt it may have, and counts as a call. */
export function neverSent(error: unknown): boolean {
  return NO_CONNECTION.has(networkReason(error)) || connectingTimedOut(error, 0);
}

function connectingTimedOut(error: unknown, depth: number): boolean {
  if (!(error instanceof Error) || depth > DEEPEST) return false;
  if ('code' in error && error.code === 'UND_ERR_CONNECT_TIMEOUT') return true;
  return within(error).some((one) => connectingTimedOut(one, depth + 1));
}
