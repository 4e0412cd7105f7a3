import { basename, dirname, extname, join } from 'node:path';
import type { Rotation } from '../../properties/values/rotation';
import { hasCode } from './errors';
import type { FileSystem } from './file-system';

/** Length of the part of an ISO date (UTC) that names a period. */
const PERIOD = { day: 10, hour: 13 } as const;

const periodOf = (ms: number, by: 'day' | 'hour'): string => new Date(ms).toISOString().slice(0, PERIOD[by]);

export interface FileState {
  /** bytes */
  readonly size: number;
  /** epoch ms of the last change; determines the day or hour of the content */
  readonly mtimeMs: number;
}

/**
 * The period for the name of a file that must be rotated now; `''` for a number only; undefined: not due.
 * Pure.
 * @param adding bytes about to be written: a file never grows beyond the chosen size, unless a single message
 * is larger
 * @param now epoch ms
 */
export function rotationDue(
  rotation: Rotation,
  { size, mtimeMs }: FileState,
  adding: number,
  now: number,
): string | undefined {
  if (size === 0 || rotation.by === 'none') return undefined;
  if (rotation.by === 'size') return size + adding > rotation.bytes ? '' : undefined;
  const period = periodOf(mtimeMs, rotation.by);
  // Less than, not different: a clock that was set back starts no new period.
  return period < periodOf(now, rotation.by) ? period : undefined;
}

/** `siem.ndjson.gz` → `siem`, `.ndjson.gz`: the extension that programs recognise stays at the end. */
function splitExtension(name: string): readonly [stem: string, extension: string] {
  const gzipExtension = /\.gz$/i.test(name) ? name.slice(-3) : '';
  const nameWithoutGzip = name.slice(0, name.length - gzipExtension.length);
  const extension = extname(nameWithoutGzip);
  return [nameWithoutGzip.slice(0, nameWithoutGzip.length - extension.length), extension + gzipExtension];
}

/**
 * `siem.2026-11-22.ndjson`, then `siem.2026-11-22.000001.ndjson`; without a period `siem.000001.ndjson`. The
 * names sort in the order of rotation. Pure.
 */
export function rotatedName(path: string, period: string, number: number): string {
  const [stem, extension] = splitExtension(basename(path));
  const parts = [stem, period, number === 0 ? '' : String(number).padStart(6, '0')];
  return join(dirname(path), `${parts.filter((part) => part !== '').join('.')}${extension}`);
}

/** One above the highest number, so that the order stays correct when old files were removed. */
function nextNumber(path: string, period: string, names: readonly string[]): number {
  const [stem, extension] = splitExtension(basename(path));
  const head = period === '' ? `${stem}.` : `${stem}.${period}.`;
  const numbers = names
    .filter((name) => name.startsWith(head) && name.endsWith(extension))
    .map((name) => name.slice(head.length, name.length - extension.length))
    .filter((middle) => /^\d{6,15}$/.test(middle))
    .map(Number);
  const first = period === '' || names.includes(basename(rotatedName(path, period, 0))) ? 1 : 0;
  return Math.max(first, ...numbers.map((number) => number + 1));
}

/**
 * Renames a rotated file. It first creates an empty file with the exclusive flag and then replaces that:
 * nothing is overwritten, even if other programs create files in the folder.
 */
export async function archive(fileSystem: FileSystem, path: string, period: string): Promise<void> {
  let number = nextNumber(path, period, await fileSystem.readdir(dirname(path)));
  for (;;) {
    const name = rotatedName(path, period, number);
    try {
      const reserved = await fileSystem.open(name, 'wx');
      await reserved.close();
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
      number += 1;
      continue;
    }
    try {
      await fileSystem.rename(path, name);
    } catch (error) {
      await fileSystem.unlink(name).catch(() => undefined);
      throw error;
    }
    return;
  }
}
