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
}

const row = (code: ErrorCode, again: FailureRow['again'], what: string, todo: string): FailureRow => ({
  code,
  again,
  what,
  todo,
});

const RETRIED = 'it is tried again by itself';

export const FAILURES = {
  // signing in (mimecast-api.md 2.3, 2.4)
  credentialsMissing: row(
    'MIMECAST_CONFIG',
    'never',
    'the account has no client id or no client secret',
    'enter both in the account node',
  ),
  wrongSecret: row(
    'MIMECAST_AUTH',
    'never',
    'Mimecast does not accept this client id and secret',
    'copy both again from the API 2.0 application in Mimecast, and check that the region is the one of your account',
  ),
  revoked: row(
    'MIMECAST_AUTH',
    'never',
    'the API application was revoked, disabled or deleted in Mimecast',
    'enable it there, or create a new one and enter its client id and secret',
  ),
  signInRefused: row(
    'MIMECAST_AUTH',
    'never',
    'Mimecast refuses to sign this application in',
    'check in Mimecast that the application is enabled and that its IP ranges include this server',
  ),
  wrongHost: row(
    'MIMECAST_CONFIG',
    'never',
    '{host} does not offer the sign-in of API 2.0',
    'choose the region global, us or uk, or correct the base URL',
  ),
  noToken: row('MIMECAST_BAD_ANSWER', 'soon', 'the sign-in was answered without a token', RETRIED),
  tokenRejected: row(
    'MIMECAST_AUTH',
    'soon',
    'Mimecast rejects a token that it has just issued',
    `${RETRIED}; if it goes on, check the application in Mimecast and the clock of this server`,
  ),

  // the four keys of API 1.0 (mimecast-api.md 16)
  keysRefused: row(
    'MIMECAST_AUTH',
    'never',
    'Mimecast does not accept these API 1.0 keys',
    'enter all four again, and check the region and the clock of this server; API 1.0 is being retired, so better create an API 2.0 application',
  ),
  appIdRefused: row(
    'MIMECAST_AUTH',
    'never',
    'Mimecast does not know this API 1.0 application id',
    'copy the application id and key again, and check that the application still exists; API 1.0 is being retired, so better create an API 2.0 application',
  ),
  wrongRegion: row(
    'MIMECAST_CONFIG',
    'never',
    '{host} is not where this account lives',
    'choose the region of the account: API 1.0 has a host for each',
  ),
  keysExpired: row(
    'MIMECAST_AUTH',
    'never',
    'the binding of these API 1.0 keys has expired',
    'create new keys in Mimecast, or better an API 2.0 application: API 1.0 is being retired',
  ),
  needsApi2: row(
    'MIMECAST_CONFIG',
    'never',
    'API 1.0 does not have this, it takes API 2.0',
    'create an API 2.0 application in Mimecast, and set the account to OAuth 2 with its client id and secret',
  ),

  // answers (mimecast-api.md 3.5)
  permission: row(
    'MIMECAST_FORBIDDEN',
    'never',
    'the application may not read this',
    'give its role the permission; if the product is missing, create a new application, because products cannot be changed later',
  ),
  notLicensed: row(
    'MIMECAST_NOT_LICENSED',
    'never',
    '{host} does not know this path, or the product behind it is not enabled',
    'check that the account has the product and that the application includes it',
  ),
  badRequest: row(
    'MIMECAST_BAD_REQUEST',
    'never',
    'Mimecast does not accept the request',
    'check the settings of the node',
  ),
  rateLimited: row(
    'MIMECAST_RATE_LIMITED',
    'later',
    'the quota of the application is used up',
    'poll less often, or use another application for part of the work',
  ),
  serverError: row('MIMECAST_UNAVAILABLE', 'soon', 'Mimecast has a problem of its own', RETRIED),
  html: row(
    'MIMECAST_BAD_ANSWER',
    'soon',
    'a web page came from {host} instead of an answer of the API',
    'look for a proxy, firewall or login portal that answers in between, and check the host',
  ),
  notJson: row('MIMECAST_BAD_ANSWER', 'soon', 'the answer of {host} is not JSON, or it is cut off', RETRIED),
  redirect: row(
    'MIMECAST_BAD_ANSWER',
    'later',
    '{host} sends the request elsewhere, where the token must not go',
    'look for a proxy or login portal in between, and check the host',
  ),
  tooLarge: row(
    'MIMECAST_BAD_ANSWER',
    'never',
    'the answer of {host} is larger than 64 MiB',
    'ask for smaller pages or a shorter time',
  ),

  // the network
  dns: row(
    'MIMECAST_UNAVAILABLE',
    'later',
    'the host {host} was not found',
    'check the region or base URL, and the DNS of this server',
  ),
  dnsBusy: row(
    'MIMECAST_UNAVAILABLE',
    'soon',
    'the DNS does not answer for {host}',
    'check the DNS and the network of this server',
  ),
  refused: row(
    'MIMECAST_UNAVAILABLE',
    'soon',
    '{host} refuses the connection',
    'check host and port, firewall and proxy',
  ),
  noRoute: row(
    'MIMECAST_UNAVAILABLE',
    'soon',
    'there is no route to {host}',
    'check the network, firewall and proxy of this server',
  ),
  reset: row('MIMECAST_UNAVAILABLE', 'soon', 'the connection to {host} broke off', RETRIED),
  timeout: row(
    'MIMECAST_UNAVAILABLE',
    'soon',
    '{host} did not answer in time',
    `${RETRIED}; if it goes on, check firewall and proxy, or raise the time-out of the account`,
  ),
  certificateExpired: row(
    'MIMECAST_UNAVAILABLE',
    'later',
    'the certificate of {host} has expired or is not valid yet',
    'check the clock of this server, and whether a proxy replaces certificates',
  ),
  certificateUntrusted: row(
    'MIMECAST_UNAVAILABLE',
    'later',
    'the certificate of {host} comes from an authority that is not trusted here',
    'if your network inspects TLS, add its CA in a TLS configuration and choose that in the account',
  ),
  certificateName: row(
    'MIMECAST_UNAVAILABLE',
    'later',
    'the certificate that came is not one for {host}',
    'check the host, the server name in the TLS configuration, and the proxy',
  ),
  tls: row(
    'MIMECAST_UNAVAILABLE',
    'later',
    '{host} and this server could not agree on a secure connection',
    'check host and port, the TLS configuration, and the proxy',
  ),
  proxyLogin: row(
    'MIMECAST_CONFIG',
    'never',
    'the proxy asks for a user name and password, or does not accept those given',
    'correct them in the proxy configuration',
  ),
  proxyRefused: row(
    'MIMECAST_UNAVAILABLE',
    'later',
    'the proxy refuses to connect to {host}',
    'have the host allowed there, or except it from the proxy',
  ),
  proxyFailed: row('MIMECAST_UNAVAILABLE', 'soon', 'the proxy could not reach {host}', 'check the proxy'),
  network: row('MIMECAST_UNAVAILABLE', 'soon', 'the connection to {host} failed', RETRIED),

  // files
  linkExpired: row(
    'MIMECAST_UNAVAILABLE',
    'later',
    'the storage does not honour the link any more',
    'the page is listed again for a new one',
  ),
  linkRefused: row(
    'MIMECAST_BAD_ANSWER',
    'never',
    'a link to a file is not an https address',
    'it is not followed; if the answers come from a proxy, check it',
  ),
  linkRedirects: row(
    'MIMECAST_BAD_ANSWER',
    'later',
    'a link to a file leads elsewhere too often or less safely',
    'it is not followed',
  ),
  storageError: row(
    'MIMECAST_UNAVAILABLE',
    'soon',
    'the file storage {host} has a problem of its own',
    RETRIED,
  ),

  // settings of the account
  tlsSettings: row(
    'MIMECAST_CONFIG',
    'never',
    'the TLS configuration holds a certificate, key or passphrase that cannot be used',
    'correct it there',
  ),
  proxySettings: row(
    'MIMECAST_CONFIG',
    'never',
    'the address of the proxy cannot be used',
    'write it like http://proxy.example:8080, in the proxy configuration or in HTTPS_PROXY',
  ),
  foreignPath: row(
    'MIMECAST_CONFIG',
    'never',
    'the path leads away from {host}',
    'write a path that begins with one slash',
  ),
} as const satisfies Readonly<Record<string, FailureRow>>;

export type FailureReason = keyof typeof FAILURES;
