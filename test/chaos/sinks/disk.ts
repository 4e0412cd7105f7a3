/** The disk of the file sink, which can really be full, and have space again. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Cleanup } from '../../real/harness/process/cleanup';

export interface Disk {
  readonly folder: string;
  /** How it becomes full. */
  readonly kind: 'file system' | 'limit' | 'none';
  /**
   * @param used bytes that its file has
   * @param left bytes that still fit
   * @param pid the process that writes
   */
  fill(used: number, left: number, pid: number): Promise<void>;
  free(pid: number): Promise<void>;
}

/** More than any run writes; only written data takes memory. */
const ROOM = '2g';
const run = promisify(execFile);

/** A small file system in memory where this user may mount one; else a limit on the size of the writer's files. */
export async function makeDisk(parent: string, cleanup: Cleanup): Promise<Disk> {
  const folder = join(parent, 'disk');
  await mkdir(folder);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${ROOM}`, 'tmpfs', folder]);
  } catch {
    return limited(folder);
  }
  const unmount = (): void => {
    execFileSync('umount', ['--lazy', folder], { stdio: 'ignore' });
  };
  process.once('exit', unmount);
  cleanup.add(async () => {
    process.removeListener('exit', unmount);
    unmount();
  });
  const resize = async (size: string): Promise<void> => {
    await run('mount', ['-o', `remount,size=${size}`, folder]);
  };
  return {
    folder,
    kind: 'file system',
    fill: (used, left) => resize(String(used + left)),
    free: () => resize(ROOM),
  };
}

/** The kernel refuses to let a file of that process grow beyond it (EFBIG): no small disk, but a real error. */
async function limited(folder: string): Promise<Disk> {
  const set = async (pid: number, bytes: string): Promise<void> => {
    await run('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]);
  };
  const works = await set(process.pid, 'unlimited').then(
    () => true,
    () => false,
  );
  if (!works) return { folder, kind: 'none', fill: async () => undefined, free: async () => undefined };
  return {
    folder,
    kind: 'limit',
    fill: (used, left, pid) => set(pid, String(used + left)),
    free: (pid) => set(pid, 'unlimited'),
  };
}
