import { isJsonObject, type JsonObject } from '../../contracts/json';
import type { FileInfo } from '../event';
import { isBlank, parseText, parseWholeNumber } from './scalar';

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

type Hash = 'md5' | 'sha1' | 'sha256';

/** The members of an attachment object that name a field of the file, and how each is read. */
type FileMember = readonly [keyof FileInfo, (value: unknown) => string | number | undefined];
const FILE_MEMBERS: ReadonlyMap<string, FileMember> = new Map<string, FileMember>([
  ['name', ['name', parseText]],
  ['fileName', ['name', parseText]],
  ['size', ['size', parseWholeNumber]],
  ['fileSize', ['size', parseWholeNumber]],
  ['extension', ['extension', parseText]],
  ['fileExtension', ['extension', parseText]],
  ['mimeType', ['mimeType', parseText]],
  ['fileMime', ['mimeType', parseText]],
  ['contentType', ['mimeType', parseText]],
  ['md5', ['md5', (value) => parseHash(value, 'md5')]],
  ['sha1', ['sha1', (value) => parseHash(value, 'sha1')]],
  ['sha256', ['sha256', (value) => parseHash(value, 'sha256')]],
]);

interface Attachment {
  readonly file: FileInfo;
  /** what an attachment object has beside that */
  readonly rest: JsonObject | undefined;
}

function attachmentOfObject(value: JsonObject): Attachment | undefined {
  const members: Record<string, string | number> = {};
  const rest: [string, unknown][] = [];
  for (const [name, one] of Object.entries(value)) {
    if (isBlank(one)) continue;
    const [field, parse] = FILE_MEMBERS.get(name) ?? [];
    const parsed = parse?.(one);
    if (field === undefined || parsed === undefined || members[field] !== undefined) rest.push([name, one]);
    else members[field] = parsed;
  }
  if (members['name'] === undefined) return undefined;
  return { file: toFileInfo(members), rest: rest.length === 0 ? undefined : Object.fromEntries(rest) };
}

export interface Attachments {
  readonly files: readonly FileInfo[];
  /** of the attachments that are objects with more members; empty when there are none */
  readonly rests: readonly JsonObject[];
}

/**
 * Parses a text or an array, of names or of objects with a name.
 * @returns undefined when there is none, or when one is invalid
 */
export function parseAttachments(value: unknown): Attachments | undefined {
  const entries = Array.isArray(value) ? value : typeof value === 'string' ? splitNames(value) : [];
  const all = entries.map((entry): Attachment | undefined => {
    if (isJsonObject(entry)) return attachmentOfObject(entry);
    const name = parseText(entry);
    return name === undefined ? undefined : { file: toFileInfo({ name }), rest: undefined };
  });
  const valid = all.filter((one) => one !== undefined);
  if (valid.length === 0 || valid.length < all.length) return undefined;
  return {
    files: valid.map(({ file }) => file),
    rests: valid.map(({ rest }) => rest).filter((rest) => rest !== undefined),
  };
}

const HASH_LENGTHS: Readonly<Record<number, Hash>> = {
  32: 'md5',
  40: 'sha1',
  64: 'sha256',
};

interface FoundHash {
  readonly kind: Hash;
  readonly text: string;
}

/** A hash in lower case, whose length shows its kind. */
export function parseAnyHash(value: unknown): FoundHash | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim().toLowerCase();
  const kind = HASH_LENGTHS[text.length];
  return kind !== undefined && /^[0-9a-f]+$/.test(text) ? { kind, text } : undefined;
}

/** A hash in lower case; undefined when the value is not a hash of that kind. */
export function parseHash(value: unknown, kind: Hash): string | undefined {
  const found = parseAnyHash(value);
  return found?.kind === kind ? found.text : undefined;
}
