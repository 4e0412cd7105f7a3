/** Request signatures of API 1.0, which has four keys instead of a token (wire.md 16). API 1.0 is being retired. */
import { createHmac, randomUUID } from 'node:crypto';

export interface Api1Keys {
  readonly appId: string;
  readonly appKey: string;
  readonly accessKey: string;
  /** base64 */
  readonly secretKey: string;
}

/** API 1.0 has only these paths. */
export const isApi1Path = (path: string): boolean => path.startsWith('/api/');

/** For example `Tue, 24 Nov 2015 12:50:11 UTC`. JavaScript writes GMT instead of UTC. */
export const api1Date = (now: number): string => new Date(now).toUTCString().replace(/GMT$/, 'UTC');

/**
 * The headers of a signed request. The signature covers the path, but not host, query and body.
 * @param now epoch ms; with a wrong clock the signature is not accepted
 */
export function signedHeaders(
  { appId, appKey, accessKey, secretKey }: Api1Keys,
  path: string,
  now = Date.now(),
  requestId: string = randomUUID(),
): Record<string, string> {
  const date = api1Date(now);
  const signature = createHmac('sha1', Buffer.from(secretKey, 'base64'))
    .update([date, requestId, path, appKey].join(':'))
    .digest('base64');
  return {
    authorization: `MC ${accessKey}:${signature}`,
    'x-mc-app-id': appId,
    'x-mc-date': date,
    'x-mc-req-id': requestId,
  };
}
