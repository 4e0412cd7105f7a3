/** The first release of the package, packed from the history of this repository. */
import { execFile } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeFolder, removeFolder } from '../process/folder';
import { REPOSITORY } from '../process/paths';
import { type Packed, pack } from './pack';
import { runCleanup } from './packed-once';

const run = promisify(execFile);

/** The commit with the tag `v0.1.0`; by its hash, because clones do not always include tags. */
export const FIRST_RELEASE = '961ec073374937392dd431369afd8e036fc7b4ad';

/** Why it cannot be packed here: a source archive or a shallow clone has no history. */
export async function withoutHistory(): Promise<string | undefined> {
  try {
    await run('git', ['cat-file', '-e', `${FIRST_RELEASE}^{commit}`], { cwd: REPOSITORY, timeout: 10_000 });
    return undefined;
  } catch {
    return 'the history of the repository is not here';
  }
}

let packed: Promise<Packed> | undefined;

/** Built and packed on first use, and removed after the last spec. */
export function firstRelease(): Promise<Packed> {
  packed ??= packFirstRelease().then((done) => {
    runCleanup.add(() => removeFolder(done.folder));
    return done;
  });
  return packed;
}

async function packFirstRelease(): Promise<Packed> {
  const source = await makeFolder('earlier');
  try {
    const archive = join(source, 'source.tar');
    const checkout = join(source, 'checkout');
    await mkdir(checkout);
    await run('git', ['archive', '--format=tar', '--output', archive, FIRST_RELEASE], {
      cwd: REPOSITORY,
      timeout: 60_000,
    });
    await run('tar', ['-xf', archive, '-C', checkout], { timeout: 60_000 });
    // It uses the installed compilers: the result depends on its sources alone.
    await symlink(join(REPOSITORY, 'node_modules'), join(checkout, 'node_modules'), 'junction');
    return await pack(undefined, checkout);
  } finally {
    await removeFolder(source);
  }
}
