import type { FileInfo } from '../event';
import { parseText, parseWholeNumber } from './scalar';

const NO_FILE: FileInfo = {
  name: undefined,
  extension: undefined,
  mimeType: undefined,
  size: undefined,
  md5: undefined,
  sha1: undefined,
  sha256: undefined,
};

export function toFileInfo(members: Partial<FileInfo>): FileInfo {
  const { name } = members;
  const extension =
    members.extension ?? (name === undefined ? undefined : /[^.]\.([A-Za-z0-9]{1,10})$/.exec(name)?.[1]);
  return { ...NO_FILE, ...members, extension: extension?.toLowerCase() };
}

/** Exactly `"a.jpg", "b.png"`: quoted names with commas in between. */
const QUOTED_LIST = /^"[^"]*"(?:, ?"[^"]*")*$/;

/**
 * Names in one text: quoted and comma-separated, or one unquoted name that may contain quotes and commas
 * (wire.md 14, row 24). Anything that is not clearly a list is one name.
 */
function splitNames(value: string): readonly string[] {
  const list = value.trim();
  if (!QUOTED_LIST.test(list)) return [list];
  return list
    .slice(1, -1)
    .split(/", ?"/)
    .filter((name) => name.trim() !== '');
}

function fileFromObject(value: object): FileInfo | undefined {
  const nameMember = 'name' in value ? value.name : 'fileName' in value ? value.fileName : undefined;
  const size = 'size' in value ? parseWholeNumber(value.size) : undefined;
  const name = parseText(nameMember);
  return name === undefined ? undefined : toFileInfo({ name, size });
}

/**
 * Parses a text or an array, of names or of objects with a name.
 * @returns undefined when there is none, or when one is invalid
 */
export function parseAttachments(value: unknown): readonly FileInfo[] | undefined {
  const entries = Array.isArray(value) ? value : typeof value === 'string' ? splitNames(value) : [];
  const files = entries.map((entry) => {
    if (typeof entry === 'object' && entry !== null) return fileFromObject(entry);
    const name = parseText(entry);
    return name === undefined ? undefined : toFileInfo({ name });
  });
  const valid = files.filter((one) => one !== undefined);
  return valid.length === 0 || valid.length < files.length ? undefined : valid;
}

const HASH_LENGTHS: Readonly<Record<number, 'md5' | 'sha1' | 'sha256'>> = {
  32: 'md5',
  40: 'sha1',
  64: 'sha256',
};

/** A hash in lower case; undefined when the value is not a hash of that kind. */
export function parseHash(value: unknown, kind: 'md5' | 'sha1' | 'sha256'): string | undefined {
  if (typeof value !== 'string') return undefined;
  const trimmed = value.trim().toLowerCase();
  return HASH_LENGTHS[trimmed.length] === kind && /^[0-9a-f]+$/.test(trimmed) ? trimmed : undefined;
}
