import { resolve } from 'node:path';
import { type PathPart, parseFilePath } from '../../properties/values/path-template';

export interface Message {
  readonly payload?: unknown;
}

/** UTC is the same everywhere, and no hour repeats at the end of daylight saving time. */
const TIME_TOKENS: Readonly<Record<string, (iso: string) => string>> = {
  yyyy: (iso) => iso.slice(0, 4),
  MM: (iso) => iso.slice(5, 7),
  dd: (iso) => iso.slice(8, 10),
  HH: (iso) => iso.slice(11, 13),
  mm: (iso) => iso.slice(14, 16),
  ss: (iso) => iso.slice(17, 19),
};

function formatTimeToken(format: string, now: number): string {
  const iso = new Date(now).toISOString();
  return format.replace(/yyyy|MM|dd|HH|mm|ss/g, (token) => TIME_TOKENS[token]?.(iso) ?? token);
}

function lookUp(message: Message, path: readonly string[]): unknown {
  let value: unknown = message;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

/** of a name made from message content */
const MAX_NAME_BYTES = 100;
/** Replaces a value that the message does not have. */
const UNKNOWN = 'unknown';
/** Windows device names, with any extension; Windows treats ¹²³ as digits here. */
const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³])\s*(?:\.|$)/i;

/** Truncates at a character boundary. */
function truncateBytes(text: string): string {
  if (Buffer.byteLength(text) <= MAX_NAME_BYTES) return text;
  let bytes = 0;
  let kept = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > MAX_NAME_BYTES) break;
    kept += character;
  }
  return kept;
}

/**
 * A single name without separators, drive letters, streams (`:`), wildcards, control and invisible
 * characters. It does not start or end with a dot and has no two dots in a row. Spaces become `-`, as in
 * topics. Never empty.
 */
function sanitizeFileName(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return UNKNOWN;
  const name = truncateBytes(
    String(value)
      .slice(0, 1000)
      .normalize('NFC')
      .trim()
      .replace(/\s+/g, '-')
      // A lone surrogate has no UTF-8 form; \p{C} includes it and all invisible characters.
      .replace(/\p{C}|[\\/:*?"<>|]/gu, '_')
      .replace(/\.{2,}/g, '_'),
  )
    .replace(/^\./, '_')
    .replace(/\.$/, '_');
  return name === '' ? UNKNOWN : name;
}

/** A complete name between two separators that contains message content. */
function sanitizeSegment(segment: string): string {
  return WINDOWS_DEVICE.test(segment) ? `_${segment}` : segment;
}

/** Marks path segments with message content; neither templates nor sanitized names can contain it. */
const REMOTE_MARK = '\0';

function render(parts: readonly PathPart[], message: Message, now: number): string {
  return parts
    .map((part) => {
      if (part.kind === 'text') return part.text;
      return part.kind === 'time'
        ? formatTimeToken(part.format, now)
        : REMOTE_MARK + sanitizeFileName(lookUp(message, part.path));
    })
    .join('')
    .replace(/[^\\/]+/g, (name) =>
      name.includes(REMOTE_MARK) ? sanitizeSegment(name.replaceAll(REMOTE_MARK, '')) : name,
    );
}

/**
 * Resolves the file of a message. Message content never contains a separator, so a message can only choose
 * names inside the folder of the template.
 */
export class PathTemplate {
  readonly #parts: readonly PathPart[];
  readonly #gzip: boolean;

  readonly #baseFolder: string;

  /**
   * @param baseFolder base of relative paths
   * @param gzip appends `.gz` where it is missing: programs recognise gzip by the name
   * @throws RangeError for a template that the property table rejects
   */
  constructor(template: string, baseFolder: string, gzip: boolean) {
    this.#baseFolder = baseFolder;
    const parsed = parseFilePath(template);
    if (!parsed.ok) throw new RangeError(`not a path template: ${parsed.problem.key}`);
    this.#parts = parsed.value;
    this.#gzip = gzip;
  }

  /** @param now epoch ms */
  resolve(message: Message, now: number): string {
    const path = render(this.#parts, message, now);
    return resolve(this.#baseFolder, this.#gzip && !isGzip(path) ? `${path}.gz` : path);
  }
}

/**
 * A name that ends in `.gz` is a gzip file, whether or not gzip was selected: plain text in it would be
 * unreadable.
 */
export const isGzip = (path: string): boolean => /\.gz$/i.test(path);
