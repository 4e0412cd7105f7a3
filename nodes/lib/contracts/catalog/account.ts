/** Errors of signing in, and of the settings of an account. */
import { define, type ErrorDefinition, WILL_RETRY } from './definition';

export const ACCOUNT_ERRORS = {
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
