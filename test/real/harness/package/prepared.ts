/**
 * Resources that specs need and none of them changes: made once for a run, also where several processes share its
 * specs.
 */
import { readFileSync } from 'node:fs';
import { cp, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { makeFolder, removeFolder } from '../process/folder';
import { REPOSITORY } from '../process/paths';
import { installInto } from './install';
import { type Packed, pack } from './pack';

export interface Prepared extends Packed {
  /** A user directory in which the package was installed as a user installs it; to be copied. */
  readonly installed: string;
  /** The program of the simulated tenant, of the same build. */
  readonly simulator: string;
}

/** Names the file that describes it, for the processes that are started from here. */
const HANDED_ON = 'MIMECAST_SPECS_PREPARED';

const description = z.object({
  ...{ tarball: z.string(), folder: z.string(), name: z.string(), version: z.string() },
  ...{ installed: z.string(), simulator: z.string() },
});

/** The resources that the parent process has prepared; undefined without any. */
export function inheritedResources(): Prepared | undefined {
  const file = process.env[HANDED_ON];
  return file === undefined || file === ''
    ? undefined
    : description.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** The environment of a program that must not use it. */
export const WITHOUT_INHERITED: NodeJS.ProcessEnv = { [HANDED_ON]: '' };

/** Not copied: generated and downloaded files, and files that are no part of the package. */
const LEFT_OUT = new Set(['node_modules', 'dist', 'resources', 'coverage', 'test']);

/**
 * Builds and packs a copy of the checkout, installs it once, and passes it to the processes that are started later. In
 * the checkout itself another build may run meanwhile.
 * @returns its `folder` contains all of it; the caller removes it
 */
export async function prepare(): Promise<Prepared> {
  const folder = await makeFolder('run');
  try {
    const checkout = join(folder, 'checkout');
    await mkdir(checkout);
    const names = (await readdir(REPOSITORY)).filter((name) => !name.startsWith('.') && !LEFT_OUT.has(name));
    for (const name of names) await cp(join(REPOSITORY, name), join(checkout, name), { recursive: true });
    await symlink(join(REPOSITORY, 'node_modules'), join(checkout, 'node_modules'), 'junction');
    const packed = await pack(undefined, checkout, folder);
    const installed = join(folder, 'installed');
    await mkdir(installed);
    await installInto(installed, packed.tarball);
    const simulator = join(checkout, 'dist', 'lib', 'simulator', 'main.js');
    const prepared: Prepared = { ...packed, installed, simulator };
    const file = join(folder, 'prepared.json');
    await writeFile(file, JSON.stringify(prepared));
    process.env[HANDED_ON] = file;
    return prepared;
  } catch (error) {
    await removeFolder(folder);
    throw error;
  }
}

/** To be called before its folder is removed. */
export function stopSharing(): void {
  delete process.env[HANDED_ON];
}
