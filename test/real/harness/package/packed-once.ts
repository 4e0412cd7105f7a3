/** Packing and installing take seconds and their result does not change while tests run: done once for all tests. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Cleanup } from '../process/cleanup';
import { copyTree } from '../process/copy-tree';
import { makeFolder, removeFolder } from '../process/folder';
import { inheritedResources, type Prepared, prepare, stopSharing } from './prepared';

/** Clean-up after the last spec of this process. */
export const runCleanup = new Cleanup();

let prepared: Promise<Prepared> | undefined;

async function preparedHere(): Promise<Prepared> {
  const done = await prepare();
  runCleanup.add(() => {
    stopSharing();
    return removeFolder(done.folder);
  });
  return done;
}

/** Prepared by another process for this one, or now by this one. */
export function packedOnce(): Promise<Prepared> {
  prepared ??= Promise.resolve(inheritedResources()).then((done) => done ?? preparedHere());
  return prepared;
}

/** A new user directory of a Node-RED; `cleanup` removes it. */
export async function emptyUserDir(cleanup: Cleanup): Promise<string> {
  const folder = await makeFolder('user');
  cleanup.add(() => removeFolder(folder));
  const userDir = join(folder, 'node-red');
  await mkdir(userDir);
  return userDir;
}

/** The same with the package installed as a user installs it. */
export async function installedUserDir(cleanup: Cleanup): Promise<string> {
  const userDir = await emptyUserDir(cleanup);
  const { installed, name } = await packedOnce();
  const ours = join('node_modules', name);
  // Specs write into the package, and npm into the files beside node_modules.
  copyTree(installed, userDir, (path) => path.startsWith(ours) || !path.startsWith('node_modules'));
  return userDir;
}

/** Mocha runs this after the last spec (`require` in test/real/.mocharc.json). */
export const mochaHooks = {
  async afterAll(): Promise<void> {
    // A spec may have started it without waiting.
    await prepared?.catch(() => undefined);
    await runCleanup.close();
  },
};
