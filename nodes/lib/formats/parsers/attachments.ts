import type { FileFacts } from '../event';
import { text, wholeNumber } from './scalar';

const NO_FILE: FileFacts = {
  name: undefined,
  extension: undefined,
  mimeType: undefined,
  size: undefined,
  md5: undefined,
  sha1: undefined,
  sha256: undefined,
};

export function file(facts: Partial<FileFacts>): FileFacts {
  const name = facts.name;
  const extension =
    facts.extension ?? (name === undefined ? undefined : /[^.]\.([A-Za-z0-9]{1,10})$/.exec(name)?.[1]);
  return { ...NO_FILE, ...facts, extension: extension?.toLowerCase() };
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

function fileFromObject(value: object): FileFacts | undefined {
  const name = 'name' in value ? value.name : 'fileName' in value ? value.fileName : undefined;
  const size = 'size' in value ? wholeNumber(value.size) : undefined;
  const known = text(name);
  return known === undefined ? undefined : file({ name: known, size });
}

/**
 * Parses a text or an array, of names or of objects with a name.
 * @returns undefined when there is none, or when one is invalid
 */
export function attachments(value: unknown): readonly FileFacts[] | undefined {
  const entries = Array.isArray(value) ? value : typeof value === 'string' ? splitNames(value) : [];
  const files = entries.map((entry) => {
    if (typeof entry === 'object' && entry !== null) return fileFromObject(entry);
    const name = text(entry);
    return name === undefined ? undefined : file({ name });
  });
  const known = files.filter((one) => one !== undefined);
  return known.length === 0 || known.length < files.length ? undefined : known;
}
