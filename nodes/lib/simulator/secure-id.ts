import { deflateSync, inflateSync } from 'node:zlib';

/**
 * An opaque id as `/api/*` has them: base64url of deflated JSON, hence the `eJ…` at the front (mimecast-api.md 7.1).
 * @param salt another one gives another id of the same object, as re-issued ones are (14, row 26)
 */
export function secureId(accountCode: string, key: string, salt = ''): string {
  return deflateSync(JSON.stringify([accountCode, key, salt])).toString('base64url');
}

/** What the id is of, whatever its salt; undefined: not one of ours. */
export function keyOfId(id: string): string | undefined {
  try {
    const parts: unknown = JSON.parse(inflateSync(Buffer.from(id, 'base64url')).toString('utf8'));
    return Array.isArray(parts) && parts.length === 3 ? String(parts[1]) : undefined;
  } catch {
    return undefined;
  }
}
