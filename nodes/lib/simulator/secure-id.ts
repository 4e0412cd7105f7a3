import { deflateSync } from 'node:zlib';

/**
 * An opaque id as `/api/*` has them: base64url of deflated JSON, hence the `eN…` at the front (mimecast-api.md 7.1).
 * @param salt another one gives another id of the same object, as re-issued ones are (14, row 26)
 */
export function secureId(accountCode: string, number: string, salt = ''): string {
  return deflateSync(JSON.stringify([accountCode, number, salt])).toString('base64url');
}
