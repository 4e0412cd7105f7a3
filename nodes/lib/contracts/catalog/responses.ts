/** Errors that a response of the API or of the file storage states. */
import { define, type ErrorDefinition, WILL_RETRY } from './definition';

export const RESPONSE_ERRORS = {
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
} as const satisfies Readonly<Record<string, ErrorDefinition>>;
