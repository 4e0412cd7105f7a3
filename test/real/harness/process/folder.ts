import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder below the system's temporary one. */
export function makeFolder(what: string): Promise<string> {
  return mkdtemp(join(tmpdir(), `node-red-contrib-mimecast-${what}-`));
}

/** Retries, because a program that was just stopped may still be closing its files. */
export function removeFolder(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
