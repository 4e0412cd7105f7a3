/** The error catalogue: code, retry policy, message and remedy for every error of Mimecast and the network. */
import type { ErrorCode } from './error-codes';

export interface ErrorDefinition {
  readonly code: ErrorCode;
  /**
   * `soon`: retried within the call. `later`: retried at the next poll, because it will not change within
   * seconds. `never`: a setting has to be changed first.
   */
  readonly retry: 'soon' | 'later' | 'never';
  /** The message. `{host}` is the host of the request. */
  readonly message: string;
  readonly remedy: string;
  /**
   * The cause in a few words, for the status on the canvas. `{status}` is the HTTP status, `{for}` the time without a
   * response, `{code}` Mimecast's own code; a placeholder without a value is removed.
   */
  readonly short: string;
}

const define = (
  code: ErrorCode,
  retry: ErrorDefinition['retry'],
  message: string,
  remedy: string,
  short: string,
): ErrorDefinition => ({ code, retry, message, remedy, short });

const WILL_RETRY = 'it is retried automatically';

export const ERROR_CATALOG = {
  // token requests (wire.md 2.3, 2.4)
  credentialsMissing: define(
    'MIMECAST_CONFIG',
    'never',
    'the account has no client id or no client secret',
    'enter both in the account node',
    'client id or secret missing',
  ),
  wrongSecret: define(
    'MIMECAST_AUTH',
    'never',
    'Mimecast does not accept this client id and secret',
    'copy both again from the API 2.0 application in Mimecast, and check that the region is the one of your account',
    '{status} wrong client id or secret {code}',
  ),
  revoked: define(
    'MIMECAST_AUTH',
    'never',
    'the API application was revoked, disabled or deleted in Mimecast',
    'enable it there, or create a new one and enter its client id and secret',
    '{status} application disabled or deleted',
  ),
  signInRefused: define(
    'MIMECAST_AUTH',
    'never',
    'Mimecast refuses to sign this application in',
    'check in Mimecast that the application is enabled and that its IP ranges include this server',
    '{status} sign-in refused {code}',
  ),
  wrongHost: define(
    'MIMECAST_CONFIG',
    'never',
    '{host} does not offer the sign-in of API 2.0',
    'choose the region global, us or uk, or correct the base URL',
    'no API 2.0 sign-in at this host',
  ),
  noToken: define(
    'MIMECAST_BAD_ANSWER',
    'soon',
    'the response to the sign-in contains no token',
    WILL_RETRY,
    'sign-in answered without a token',
  ),
  tokenRejected: define(
    'MIMECAST_AUTH',
    'soon',
    'Mimecast rejects a token that it has just issued',
    `${WILL_RETRY}; if this persists, check the application in Mimecast and the clock of this server`,
    '{status} token rejected: check the clock',
  ),

  // the four keys of API 1.0 (wire.md 16)
  keysRefused: define(
    'MIMECAST_AUTH',
    'never',
    'Mimecast does not accept these API 1.0 keys',
    'enter all four again, and check the region and the clock of this server; API 1.0 is being retired, so an API 2.0 application is the better choice',
    '{status} API 1.0 keys or clock refused {code}',
  ),
  appIdRefused: define(
    'MIMECAST_AUTH',
    'never',
    'Mimecast does not know this API 1.0 application id',
    'copy the application id and key again, and check that the application still exists; API 1.0 is being retired, so an API 2.0 application is the better choice',
    'unknown API 1.0 application id',
  ),
  wrongRegion: define(
    'MIMECAST_CONFIG',
    'never',
    '{host} is not the host of this account',
    'choose the region of the account (eu, de, us, usb, ca, za, au, je or sandbox): API 1.0 has one host per region',
    'account is in another region',
  ),
  keysExpired: define(
    'MIMECAST_AUTH',
    'never',
    'the binding of these API 1.0 keys has expired',
    'create new keys in Mimecast, or preferably an API 2.0 application: API 1.0 is being retired',
    'API 1.0 keys expired',
  ),
  needsApi2: define(
    'MIMECAST_CONFIG',
    'never',
    'this is not available in API 1.0 and needs API 2.0',
    'create an API 2.0 application in Mimecast, and set the account to OAuth 2 with its client id and secret',
    'needs an API 2.0 application',
  ),

  // API responses (wire.md 3.5)
  permission: define(
    'MIMECAST_FORBIDDEN',
    'never',
    'the application may not read this',
    'give its role the permission; if the product is missing, create a new application, because products cannot be changed later',
    '{status} no permission',
  ),
  notLicensed: define(
    'MIMECAST_NOT_LICENSED',
    'never',
    '{host} does not have this path, or its product is not enabled',
    'check that the account has the product and that the application includes it',
    '{status} not licensed',
  ),
  badRequest: define(
    'MIMECAST_BAD_REQUEST',
    'never',
    'Mimecast does not accept the request',
    'check the settings of the node',
    '{status} request refused {code}',
  ),
  rateLimited: define(
    'MIMECAST_RATE_LIMITED',
    'later',
    'the quota of the application is used up',
    'poll less often, or use another application for part of the work',
    '{status} quota used up',
  ),
  serverError: define(
    'MIMECAST_UNAVAILABLE',
    'soon',
    'Mimecast has an internal error',
    WILL_RETRY,
    '{status} server error or maintenance',
  ),
  html: define(
    'MIMECAST_BAD_ANSWER',
    'soon',
    '{host} sent a web page instead of an API response',
    'look for a proxy, firewall or login portal that responds instead, and check the host',
    'a web page answers (proxy, portal?)',
  ),
  notJson: define(
    'MIMECAST_BAD_ANSWER',
    'soon',
    'the response of {host} is not JSON, or it is truncated',
    WILL_RETRY,
    'answer cut off or not JSON',
  ),
  redirect: define(
    'MIMECAST_BAD_ANSWER',
    'later',
    '{host} redirects the request to another address, which must not get the token',
    'look for a proxy or login portal in between, and check the host',
    '{status} sent elsewhere (proxy, portal?)',
  ),
  tooLarge: define(
    'MIMECAST_BAD_ANSWER',
    'never',
    'the response of {host} is larger than 64 MiB',
    'request smaller pages or a shorter period',
    'answer larger than 64 MiB',
  ),

  // the network
  dns: define(
    'MIMECAST_UNAVAILABLE',
    'later',
    'the host {host} was not found',
    'check the region or base URL, and the DNS of this server',
    'host name not found (DNS)',
  ),
  dnsBusy: define(
    'MIMECAST_UNAVAILABLE',
    'soon',
    'the DNS does not respond for {host}',
    'check the DNS and the network of this server',
    'DNS does not answer',
  ),
  refused: define(
    'MIMECAST_UNAVAILABLE',
    'soon',
    '{host} refuses the connection',
    'check host and port, firewall and proxy',
    'connection refused',
  ),
  noRoute: define(
    'MIMECAST_UNAVAILABLE',
    'soon',
    'there is no route to {host}',
    'check the network, firewall and proxy of this server',
    'no route to the host',
  ),
  reset: define(
    'MIMECAST_UNAVAILABLE',
    'soon',
    'the connection to {host} was closed unexpectedly',
    WILL_RETRY,
    'connection reset',
  ),
  timeout: define(
    'MIMECAST_UNAVAILABLE',
    'soon',
    '{host} did not answer in time',
    `${WILL_RETRY}; if this persists, check firewall and proxy, or increase the timeout of the account`,
    'no answer {for}',
  ),
  slow: define(
    'MIMECAST_UNAVAILABLE',
    'soon',
    'the response of {host} is not complete yet',
    'the request continues to wait; if this persists, check network, firewall and proxy',
    'answer not complete {for}',
  ),
  certificateEarly: define(
    'MIMECAST_UNAVAILABLE',
    'later',
    'the certificate of {host} is not valid yet',
    'check the clock of this server, and whether a proxy replaces certificates',
    'certificate not valid yet: check the clock',
  ),
  certificateSelfSigned: define(
    'MIMECAST_UNAVAILABLE',
    'later',
    'the certificate of {host} is self-signed, which is not trusted here',
    'if your network inspects TLS, add its certificate in a TLS configuration and choose that in the account',
    'certificate is self-signed',
  ),
  certificateExpired: define(
    'MIMECAST_UNAVAILABLE',
    'later',
    'the certificate of {host} has expired',
    'check the clock of this server, and whether a proxy replaces certificates',
    'certificate expired',
  ),
  certificateUntrusted: define(
    'MIMECAST_UNAVAILABLE',
    'later',
    'the certificate of {host} comes from an authority that is not trusted here',
    'if your network inspects TLS, add its CA in a TLS configuration and choose that in the account',
    'certificate authority not trusted',
  ),
  certificateName: define(
    'MIMECAST_UNAVAILABLE',
    'later',
    'the received certificate is not valid for {host}',
    'check the host, the server name in the TLS configuration, and the proxy',
    'certificate is for another host name',
  ),
  tls: define(
    'MIMECAST_UNAVAILABLE',
    'later',
    '{host} and this server could not agree on a secure connection',
    'check host and port, the TLS configuration, and the proxy',
    'TLS handshake failed',
  ),
  proxyLogin: define(
    'MIMECAST_CONFIG',
    'never',
    'the proxy asks for a user name and password, or does not accept those given',
    'correct them in the proxy configuration',
    '407 proxy asks for a login',
  ),
  proxyRefused: define(
    'MIMECAST_UNAVAILABLE',
    'later',
    'the proxy refuses to connect to {host}',
    'allow the host in the proxy, or exclude it from the proxy',
    '{status} proxy refuses the host',
  ),
  proxyFailed: define(
    'MIMECAST_UNAVAILABLE',
    'soon',
    'the proxy could not reach {host}',
    'check the proxy',
    '{status} proxy can not reach the host',
  ),
  network: define(
    'MIMECAST_UNAVAILABLE',
    'soon',
    'the connection to {host} failed',
    WILL_RETRY,
    'connection failed',
  ),

  // files
  linkExpired: define(
    'MIMECAST_UNAVAILABLE',
    'later',
    'the storage no longer accepts the link',
    'the page is requested again for a new link',
    '{status} storage link expired',
  ),
  linkRefused: define(
    'MIMECAST_BAD_ANSWER',
    'never',
    'a link to a file is not an https address of a public host',
    'it is not followed; if its host is yours, enter it under File hosts of the account; if a proxy changes the responses, check it',
    'storage link is not public https',
  ),
  linkRedirects: define(
    'MIMECAST_BAD_ANSWER',
    'later',
    'a link to a file has too many redirects, or one to an address that is not public https',
    'it is not followed',
    'storage link leads elsewhere',
  ),
  storageError: define(
    'MIMECAST_UNAVAILABLE',
    'soon',
    'the file storage {host} has an internal error',
    WILL_RETRY,
    '{status} file storage error',
  ),

  // settings of the account
  tlsSettings: define(
    'MIMECAST_CONFIG',
    'never',
    'the TLS configuration contains a certificate, key or passphrase that cannot be used',
    'correct it in the TLS configuration',
    'TLS configuration can not be used',
  ),
  proxySettings: define(
    'MIMECAST_CONFIG',
    'never',
    'the address of the proxy cannot be used',
    'write it like http://proxy.example:8080, in the proxy configuration or in HTTPS_PROXY',
    'address of the proxy can not be used',
  ),
  crossOriginPath: define(
    'MIMECAST_CONFIG',
    'never',
    'the path leads to another host than {host}',
    'enter a path that starts with one slash',
    'path leads to another host',
  ),
} as const satisfies Readonly<Record<string, ErrorDefinition>>;

export type ErrorReason = keyof typeof ERROR_CATALOG;
