/** What can go wrong between here and Mimecast: what it is called, whether to try again, what to tell people. */
import type { ErrorCode } from './errors';

export interface FailureRow {
  readonly code: ErrorCode;
  /**
   * `soon`: worth a few more tries within the call. `later`: will not change within seconds, so at the next poll.
   * `never`: somebody has to change something.
   */
  readonly again: 'soon' | 'later' | 'never';
  /** `{host}` is the host that was asked. */
  readonly what: string;
  readonly todo: string;
  /**
   * The cause in a few words, for a status on the canvas. `{status}` is the HTTP status, `{for}` how long there was no
   * answer, `{code}` Mimecast's own code; what is not known is left out.
   */
  readonly short: string;
}

const row = (
  code: ErrorCode,
  again: FailureRow['again'],
  what: string,
  todo: string,
  short: string,
): FailureRow => ({ code, again, what, todo, short });

const RETRIED = 'it is tried again by itself';

export const FAILURES = {
  // signing in (mimecast-api.md 2.3, 2.4)
  credentialsMissing: row(
    'MIMECAST_CONFIG',
    'never',
    'the account has no client id or no client secret',
    'enter both in the account node',
    'client id or secret missing',
  ),
  wrongSecret: row(
    'MIMECAST_AUTH',
    'never',
    'Mimecast does not accept this client id and secret',
    'copy both again from the API 2.0 application in Mimecast, and check that the region is the one of your account',
    '{status} wrong client id or secret {code}',
  ),
  revoked: row(
    'MIMECAST_AUTH',
    'never',
    'the API application was revoked, disabled or deleted in Mimecast',
    'enable it there, or create a new one and enter its client id and secret',
    '{status} application disabled or deleted',
  ),
  signInRefused: row(
    'MIMECAST_AUTH',
    'never',
    'Mimecast refuses to sign this application in',
    'check in Mimecast that the application is enabled and that its IP ranges include this server',
    '{status} sign-in refused {code}',
  ),
  wrongHost: row(
    'MIMECAST_CONFIG',
    'never',
    '{host} does not offer the sign-in of API 2.0',
    'choose the region global, us or uk, or correct the base URL',
    'no API 2.0 sign-in at this host',
  ),
  noToken: row(
    'MIMECAST_BAD_ANSWER',
    'soon',
    'the sign-in was answered without a token',
    RETRIED,
    'sign-in answered without a token',
  ),
  tokenRejected: row(
    'MIMECAST_AUTH',
    'soon',
    'Mimecast rejects a token that it has just issued',
    `${RETRIED}; if it goes on, check the application in Mimecast and the clock of this server`,
    '{status} token rejected: check the clock',
  ),

  // the four keys of API 1.0 (mimecast-api.md 16)
  keysRefused: row(
    'MIMECAST_AUTH',
    'never',
    'Mimecast does not accept these API 1.0 keys',
    'enter all four again, and check the region and the clock of this server; API 1.0 is being retired, so better create an API 2.0 application',
    '{status} API 1.0 keys or clock refused {code}',
  ),
  appIdRefused: row(
    'MIMECAST_AUTH',
    'never',
    'Mimecast does not know this API 1.0 application id',
    'copy the application id and key again, and check that the application still exists; API 1.0 is being retired, so better create an API 2.0 application',
    'unknown API 1.0 application id',
  ),
  wrongRegion: row(
    'MIMECAST_CONFIG',
    'never',
    '{host} is not where this account lives',
    'choose the region of the account: API 1.0 has a host for each',
    'account is in another region',
  ),
  keysExpired: row(
    'MIMECAST_AUTH',
    'never',
    'the binding of these API 1.0 keys has expired',
    'create new keys in Mimecast, or better an API 2.0 application: API 1.0 is being retired',
    'API 1.0 keys expired',
  ),
  needsApi2: row(
    'MIMECAST_CONFIG',
    'never',
    'API 1.0 does not have this, it takes API 2.0',
    'create an API 2.0 application in Mimecast, and set the account to OAuth 2 with its client id and secret',
    'needs an API 2.0 application',
  ),

  // answers (mimecast-api.md 3.5)
  permission: row(
    'MIMECAST_FORBIDDEN',
    'never',
    'the application may not read this',
    'give its role the permission; if the product is missing, create a new application, because products cannot be changed later',
    '{status} no permission',
  ),
  notLicensed: row(
    'MIMECAST_NOT_LICENSED',
    'never',
    '{host} does not know this path, or the product behind it is not enabled',
    'check that the account has the product and that the application includes it',
    '{status} not licensed',
  ),
  badRequest: row(
    'MIMECAST_BAD_REQUEST',
    'never',
    'Mimecast does not accept the request',
    'check the settings of the node',
    '{status} request refused {code}',
  ),
  rateLimited: row(
    'MIMECAST_RATE_LIMITED',
    'later',
    'the quota of the application is used up',
    'poll less often, or use another application for part of the work',
    '{status} quota used up',
  ),
  serverError: row(
    'MIMECAST_UNAVAILABLE',
    'soon',
    'Mimecast has a problem of its own',
    RETRIED,
    '{status} server error or maintenance',
  ),
  html: row(
    'MIMECAST_BAD_ANSWER',
    'soon',
    'a web page came from {host} instead of an answer of the API',
    'look for a proxy, firewall or login portal that answers in between, and check the host',
    'a web page answers (proxy, portal?)',
  ),
  notJson: row(
    'MIMECAST_BAD_ANSWER',
    'soon',
    'the answer of {host} is not JSON, or it is cut off',
    RETRIED,
    'answer cut off or not JSON',
  ),
  redirect: row(
    'MIMECAST_BAD_ANSWER',
    'later',
    '{host} sends the request elsewhere, where the token must not go',
    'look for a proxy or login portal in between, and check the host',
    '{status} sent elsewhere (proxy, portal?)',
  ),
  tooLarge: row(
    'MIMECAST_BAD_ANSWER',
    'never',
    'the answer of {host} is larger than 64 MiB',
    'ask for smaller pages or a shorter time',
    'answer larger than 64 MiB',
  ),

  // the network
  dns: row(
    'MIMECAST_UNAVAILABLE',
    'later',
    'the host {host} was not found',
    'check the region or base URL, and the DNS of this server',
    'host name not found (DNS)',
  ),
  dnsBusy: row(
    'MIMECAST_UNAVAILABLE',
    'soon',
    'the DNS does not answer for {host}',
    'check the DNS and the network of this server',
    'DNS does not answer',
  ),
  refused: row(
    'MIMECAST_UNAVAILABLE',
    'soon',
    '{host} refuses the connection',
    'check host and port, firewall and proxy',
    'connection refused',
  ),
  noRoute: row(
    'MIMECAST_UNAVAILABLE',
    'soon',
    'there is no route to {host}',
    'check the network, firewall and proxy of this server',
    'no route to the host',
  ),
  reset: row(
    'MIMECAST_UNAVAILABLE',
    'soon',
    'the connection to {host} broke off',
    RETRIED,
    'connection reset',
  ),
  timeout: row(
    'MIMECAST_UNAVAILABLE',
    'soon',
    '{host} did not answer in time',
    `${RETRIED}; if it goes on, check firewall and proxy, or raise the time-out of the account`,
    'no answer {for}',
  ),
  slow: row(
    'MIMECAST_UNAVAILABLE',
    'soon',
    'the answer of {host} is not complete yet',
    'it is waited for; if it goes on, check network, firewall and proxy',
    'answer not complete {for}',
  ),
  certificateEarly: row(
    'MIMECAST_UNAVAILABLE',
    'later',
    'the certificate of {host} is not valid yet',
    'check the clock of this server, and whether a proxy replaces certificates',
    'certificate not valid yet: check the clock',
  ),
  certificateSelfSigned: row(
    'MIMECAST_UNAVAILABLE',
    'later',
    'the certificate of {host} is self-signed, which is not trusted here',
    'if your network inspects TLS, add its certificate in a TLS configuration and choose that in the account',
    'certificate is self-signed',
  ),
  certificateExpired: row(
    'MIMECAST_UNAVAILABLE',
    'later',
    'the certificate of {host} has expired',
    'check the clock of this server, and whether a proxy replaces certificates',
    'certificate expired',
  ),
  certificateUntrusted: row(
    'MIMECAST_UNAVAILABLE',
    'later',
    'the certificate of {host} comes from an authority that is not trusted here',
    'if your network inspects TLS, add its CA in a TLS configuration and choose that in the account',
    'certificate authority not trusted',
  ),
  certificateName: row(
    'MIMECAST_UNAVAILABLE',
    'later',
    'the certificate that came is not one for {host}',
    'check the host, the server name in the TLS configuration, and the proxy',
    'certificate is for another host name',
  ),
  tls: row(
    'MIMECAST_UNAVAILABLE',
    'later',
    '{host} and this server could not agree on a secure connection',
    'check host and port, the TLS configuration, and the proxy',
    'TLS handshake failed',
  ),
  proxyLogin: row(
    'MIMECAST_CONFIG',
    'never',
    'the proxy asks for a user name and password, or does not accept those given',
    'correct them in the proxy configuration',
    '407 proxy asks for a login',
  ),
  proxyRefused: row(
    'MIMECAST_UNAVAILABLE',
    'later',
    'the proxy refuses to connect to {host}',
    'have the host allowed there, or except it from the proxy',
    '{status} proxy refuses the host',
  ),
  proxyFailed: row(
    'MIMECAST_UNAVAILABLE',
    'soon',
    'the proxy could not reach {host}',
    'check the proxy',
    '{status} proxy can not reach the host',
  ),
  network: row(
    'MIMECAST_UNAVAILABLE',
    'soon',
    'the connection to {host} failed',
    RETRIED,
    'connection failed',
  ),

  // files
  linkExpired: row(
    'MIMECAST_UNAVAILABLE',
    'later',
    'the storage does not honour the link any more',
    'the page is listed again for a new one',
    '{status} storage link expired',
  ),
  linkRefused: row(
    'MIMECAST_BAD_ANSWER',
    'never',
    'a link to a file is not an https address',
    'it is not followed; if the answers come from a proxy, check it',
    'storage link is not https',
  ),
  linkRedirects: row(
    'MIMECAST_BAD_ANSWER',
    'later',
    'a link to a file leads elsewhere too often or less safely',
    'it is not followed',
    'storage link leads elsewhere',
  ),
  storageError: row(
    'MIMECAST_UNAVAILABLE',
    'soon',
    'the file storage {host} has a problem of its own',
    RETRIED,
    '{status} file storage error',
  ),

  // settings of the account
  tlsSettings: row(
    'MIMECAST_CONFIG',
    'never',
    'the TLS configuration holds a certificate, key or passphrase that cannot be used',
    'correct it there',
    'TLS configuration can not be used',
  ),
  proxySettings: row(
    'MIMECAST_CONFIG',
    'never',
    'the address of the proxy cannot be used',
    'write it like http://proxy.example:8080, in the proxy configuration or in HTTPS_PROXY',
    'address of the proxy can not be used',
  ),
  foreignPath: row(
    'MIMECAST_CONFIG',
    'never',
    'the path leads away from {host}',
    'write a path that begins with one slash',
    'path leads to another host',
  ),
} as const satisfies Readonly<Record<string, FailureRow>>;

export type FailureReason = keyof typeof FAILURES;
