import { createHmac } from 'node:crypto';
import type { Clock } from '../common/clock';
import type { LegacyKeys } from '../common/options';
import { functionFailure, type HttpRequest, type HttpResponse, json } from '../http/exchange';

/** ms by which the date of a signature may differ from the clock; the real tolerance is not published */
const TOLERANCE_MS = 15 * 60_000;

export const isLegacyCall = (request: HttpRequest): boolean =>
  request.authorization?.startsWith('MC ') === true;

/** @returns the response that refuses a signed request; undefined: the signature is valid (wire.md 16) */
export function signatureError(
  request: HttpRequest,
  keys: LegacyKeys | undefined,
  clock: Clock,
): HttpResponse | undefined {
  const {
    'x-mc-app-id': appId,
    'x-mc-date': date = '',
    'x-mc-req-id': id = '',
  } = request.legacyHeaders ?? {};
  // an unknown application is reported with HTTP 200 (wire.md 3.4, 16)
  if (appId === undefined || appId !== keys?.appId) {
    return functionFailure('err_developer_key', 'App ID is invalid', false);
  }
  const signature = createHmac('sha1', Buffer.from(keys.secretKey, 'base64'))
    .update(`${date}:${id}:${request.path}:${keys.appKey}`)
    .digest('base64');
  const isValid = request.authorization === `MC ${keys.accessKey}:${signature}`;
  const isRecent = / UTC$/.test(date) && Math.abs(Date.parse(date) - clock.now()) < TOLERANCE_MS;
  return isValid && isRecent ? undefined : invalidSignature();
}

function invalidSignature(): HttpResponse {
  const errors = [{ code: 'err_xdk_invalid_signature', message: '0004 Invalid Signature', retryable: false }];
  return json(401, { meta: { status: 401 }, data: [], fail: [{ errors }] });
}
