const LENGTHS: Readonly<Record<number, 'md5' | 'sha1' | 'sha256'>> = { 32: 'md5', 40: 'sha1', 64: 'sha256' };

/** A hash in lower case; undefined when the value is not a hash of that kind. */
export function parseHash(value: unknown, kind: 'md5' | 'sha1' | 'sha256'): string | undefined {
  if (typeof value !== 'string') return undefined;
  const trimmed = value.trim().toLowerCase();
  return LENGTHS[trimmed.length] === kind && /^[0-9a-f]+$/.test(trimmed) ? trimmed : undefined;
}
