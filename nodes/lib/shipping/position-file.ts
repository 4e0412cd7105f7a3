import { closeSync, fsync, open, write } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { openFolder, syncFolder } from '../sync-folder';
import type { LeavablePlace } from './moving-positions';

/** Where positions are kept: a file here, a context store in runtime/. */
export interface PositionBackend {
  /** `undefined` when nothing was ever saved; `damaged` when something was and can't be read by `isSound`. */
  read(isSound: (text: string) => boolean): Promise<string | 'damaged' | undefined>;
  /** Resolves when the text would survive a power cut. */
  write(text: string): Promise<void>;
}

/**
 * One file, written atomically: temporary file, fsync, rename. The generation before it is kept beside it, for
 * a file that was damaged by something else (design 4.4).
 */
export class PositionFile implements LeavablePlace {
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

  /** The folder has it still, under a name that nobody reads. */
  async setAside(): Promise<void> {
    await rm(this.#previousPath, { force: true });
    await rename(this.#path, `${this.#path}.moved`).catch(ignoreMissing);
    await syncFolder(dirname(this.#path));
  }

  async write(text: string): Promise<void> {
    if (!this.#dirReady) {
      await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
      this.#dirReady = true;
    }
    // Beside the rest, not behind it: each step waits for one of four threads, which unpack files as well.
    const folder = openFolder(dirname(this.#path));
    try {
      await writeDurably(this.#temporaryPath, text);
      // What is damaged must not become the previous generation. It stays in place until something better can
      // be written: a file that is missing means that nothing was ever saved.
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
    return await readFile(path, 'utf8');
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

/** By number and not by FileHandle, whose `close` waits for a thread once more with nothing left to write. */
async function writeDurably(path: string, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  const file = await openFd(path, 'w', 0o600);
  try {
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await writeFd(file, bytes, at);
      if (bytesWritten === 0) throw new Error('the disk takes nothing');
      at += bytesWritten;
    }
    await syncFd(file);
  } finally {
    closeSync(file);
  }
}
