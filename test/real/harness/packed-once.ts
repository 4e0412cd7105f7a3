/** Packing and installing take seconds and their result does not change while tests run: once for all of them. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Closing } from './closing';
import { copyTree } from './copy-tree';
import { makeFolder, removeFolder } from './folder';
import { handedOn, handOnNoMore, type Prepared, prepare } from './prepared';

/** What has to be undone after the last spec of this process. */
export const ofTheRun = new Closing();

let prepared: Promise<Prepared> | undefined;

async function preparedHere(): Promise<Prepared> {
  const done = await prepare();
  ofTheRun.add(() => {
    handOnNoMore();
    return removeFolder(done.folder);
  });
  return done;
}

/** What another process has prepared for this one, or this one does now. */
export function packedOnce(): Promise<Prepared> {
  prepared ??= Promise.resolve(handedOn()).then((done) => done ?? preparedHere());
  return prepared;
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
  const { installed, name } = await packedOnce();
  const ours = join('node_modules', name);
  // Specs write into the package, and npm into the files beside node_modules.
  copyTree(installed, userDir, (path) => path.startsWith(ours) || !path.startsWith('node_modules'));
  return userDir;
}

/** Mocha runs this after the last spec (`require` in test/real/.mocharc.json). */
export const mochaHooks = {
  async afterAll(): Promise<void> {
    // Somebody may have begun and not waited.
    await prepared?.catch(() => undefined);
    await ofTheRun.close();
  },
};
