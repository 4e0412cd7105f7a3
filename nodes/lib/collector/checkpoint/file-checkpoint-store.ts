import { closeSync, fsync, open, write } from 'node:fs';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { MigratableStore } from '../../contracts/checkpoint-store';
import { fsyncDir, openDir } from '../../util/fsync-dir';

/** Positions have some MB at most. */
export const MAX_FILE_BYTES = 256 * 1024 * 1024;

/**
 * A file that is written atomically: temporary file, fsync, rename. The previous generation is kept beside
 * it, in case something else damages the file.
 */
export class FileCheckpointStore implements MigratableStore {
  readonly #path: string;

  readonly #previousPath: string;
  readonly #temporaryPath: string;
  #dirReady = false;
  #damaged = false;

  constructor(path: string) {
    this.#path = path;
    this.#previousPath = `${path}.previous`;
    this.#temporaryPath = `${path}.tmp`;
  }

  async read(isSound: (text: string) => boolean): Promise<string | 'damaged' | undefined> {
    const current = await readIfExists(this.#path);
    if (current !== undefined && isSound(current)) return current;
    this.#damaged = current !== undefined;
    const previous = await readIfExists(this.#previousPath);
    if (previous !== undefined && isSound(previous)) return previous;
    return current === undefined && previous === undefined ? undefined : 'damaged';
  }

  /** The file stays in the folder under a name that `read` ignores. */
  async archive(): Promise<void> {
    await rm(this.#previousPath, { force: true });
    await rename(this.#path, `${this.#path}.moved`).catch(ignoreMissing);
    await fsyncDir(dirname(this.#path));
  }

  async write(text: string): Promise<void> {
    if (!this.#dirReady) {
      await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
      this.#dirReady = true;
    }
    // In parallel with the write: each step takes one of the four libuv threads, which decompress files too.
    const folder = openDir(dirname(this.#path));
    try {
      await writeDurably(this.#temporaryPath, text);
      // A damaged file must not become the previous generation. It stays in place until a valid one is
      // written, because a missing file means that nothing was ever saved.
      await rename(this.#path, this.#damaged ? `${this.#path}.damaged` : this.#previousPath).catch(
        ignoreMissing,
      );
      this.#damaged = false;
      await rename(this.#temporaryPath, this.#path);
      await (await folder).sync();
    } catch (error) {
      this.#dirReady = false;
      await rm(this.#temporaryPath, { force: true }).catch(() => undefined);
      throw error;
    } finally {
      (await folder).close();
    }
  }
}

async function readIfExists(path: string): Promise<string | undefined> {
  try {
    // A file that this package did not write is not read into memory. Its empty text counts as damaged.
    return (await stat(path)).size > MAX_FILE_BYTES ? '' : await readFile(path, 'utf8');
  } catch (error) {
    ignoreMissing(error);
    return undefined;
  }
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}

const openFd = promisify(open);
const writeFd = promisify(write);
const syncFd = promisify(fsync);

/** Uses a file descriptor, because `FileHandle.close` waits for a libuv thread once more. */
async function writeDurably(path: string, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  const file = await openFd(path, 'w', 0o600);
  try {
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await writeFd(file, bytes, at);
      if (bytesWritten === 0) throw new Error('the disk accepts no data');
      at += bytesWritten;
    }
    await syncFd(file);
  } finally {
    closeSync(file);
  }
}
