import { deflateSync, inflateSync } from 'node:zlib';

/**
 * An opaque id in the form of `/api/*`: base64url of deflated JSON, so it begins with `eJ` (wire.md 7.1).
 * @param salt another salt gives another id of the same object: ids can be reissued (wire.md 14, row 26)
 */
export function encodeSecureId(accountCode: string, key: string, salt = ''): string {
  return deflateSync(JSON.stringify([accountCode, key, salt])).toString('base64url');
}

/** @returns the key of an id, for any salt; undefined: not issued by this simulator */
export function decodeSecureId(id: string): string | undefined {
  try {
    const parts: unknown = JSON.parse(inflateSync(Buffer.from(id, 'base64url')).toString('utf8'));
    return Array.isArray(parts) && parts.length === 3 ? String(parts[1]) : undefined;
  } catch {
    return undefined;
  }
}
