/** Packing takes seconds and its result does not change while tests run: once for all of them. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Closing } from './closing';
import { makeFolder, removeFolder } from './folder';
import { installInto } from './install';
import { type Packed, pack } from './pack';

let packed: Promise<Packed> | undefined;

export function packedOnce(): Promise<Packed> {
  packed ??= pack();
  return packed;
}

/** A user directory of a Node-RED that nobody has used yet; `closing` removes it. */
export async function emptyUserDir(closing: Closing): Promise<string> {
  const folder = await makeFolder('user');
  closing.add(() => removeFolder(folder));
  const userDir = join(folder, 'node-red');
  await mkdir(userDir);
  return userDir;
}

/** The same with the package installed as a user installs it. */
export async function installedUserDir(closing: Closing): Promise<string> {
  const userDir = await emptyUserDir(closing);
  await installInto(userDir, (await packedOnce()).tarball);
  return userDir;
}

/** Mocha runs this after the last spec (`require` in test/real/.mocharc.json). */
export const mochaHooks = {
  async afterAll(): Promise<void> {
    const done = await packed?.catch(() => undefined);
    if (done !== undefined) await removeFolder(done.folder);
  },
};
