/** API 1.0: four keys and a signature a request, instead of a token (mimecast-api.md 16). It is being retired. */
import { createHmac, randomUUID } from 'node:crypto';

export interface LegacyKeys {
  readonly appId: string;
  readonly appKey: string;
  readonly accessKey: string;
  /** base64 */
  readonly secretKey: string;
}

/** Nothing else of API 2.0 exists there. */
export const isLegacyPath = (path: string): boolean => path.startsWith('/api/');

/** `Tue, 24 Nov 2015 12:50:11 UTC`: what JavaScript calls GMT is called UTC there. */
export const legacyDate = (now: number): string => new Date(now).toUTCString().replace(/GMT$/, 'UTC');

/**
 * The headers that sign a request. Only the path is signed: no host, no query, no body.
 * @param now epoch ms; a clock that is wrong makes a wrong signature
 */
export function signedHeaders(
  { appId, appKey, accessKey, secretKey }: LegacyKeys,
  path: string,
  now = Date.now(),
  requestId: string = randomUUID(),
): Record<string, string> {
  const date = legacyDate(now);
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
