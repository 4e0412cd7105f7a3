import { createHmac } from 'node:crypto';
import type { Clock } from './clock';
import { type Answer, type Call, functionFail, json } from './exchange';

/** The four keys of an API 1.0 application (mimecast-api.md 16). */
export interface LegacyKeys {
  readonly appId: string;
  readonly appKey: string;
  readonly accessKey: string;
  /** base64 */
  readonly secretKey: string;
}

/** ms that a signature may be old, or ahead */
const TOLERANCE_MS = 15 * 60_000;

export const isLegacyCall = (call: Call): boolean => call.authorization?.startsWith('MC ') === true;

/** The answer that keeps a signed caller out; undefined: come in. */
export function refusedSignature(call: Call, keys: LegacyKeys | undefined, clock: Clock): Answer | undefined {
  const { 'x-mc-app-id': appId, 'x-mc-date': date = '', 'x-mc-req-id': id = '' } = call.signed ?? {};
  // an unknown application is told with 200 (3.4)
  if (appId === undefined || appId !== keys?.appId) {
    return functionFail('err_developer_key', 'App ID is invalid', false);
  }
  const signed = createHmac('sha1', Buffer.from(keys.secretKey, 'base64'))
    .update(`${date}:${id}:${call.path}:${keys.appKey}`)
    .digest('base64');
  const isRight = call.authorization === `MC ${keys.accessKey}:${signed}`;
  const isTimely = / UTC$/.test(date) && Math.abs(Date.parse(date) - clock.now()) < TOLERANCE_MS;
  return isRight && isTimely ? undefined : invalidSignature();
}

function invalidSignature(): Answer {
  const errors = [{ code: 'err_xdk_invalid_signature', message: '0004 Invalid Signature', retryable: false }];
  return json(401, { meta: { status: 401 }, data: [], fail: [{ errors }] });
}
