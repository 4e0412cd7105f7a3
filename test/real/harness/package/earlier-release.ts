/** Earlier releases of the package, packed from the history of this repository. */
import { execFile } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Context } from 'mocha';
import { makeFolder, removeFolder } from '../process/folder';
import { REPOSITORY } from '../process/paths';
import { type Packed, pack } from './pack';
import { runCleanup } from './packed-once';

const run = promisify(execFile);

/** The commits with the tags `v…`; by their hashes, because clones do not always include tags. */
const COMMITS = {
  '0.1.0': '961ec073374937392dd431369afd8e036fc7b4ad',
  '0.2.0': '30ba43c54b13c393224a375933865134c04d8cec',
} as const;

export type EarlierVersion = keyof typeof COMMITS;

/** Why a release cannot be packed here: a source archive or a shallow clone has no history. */
async function withoutHistory(version: EarlierVersion): Promise<string | undefined> {
  try {
    await run('git', ['cat-file', '-e', `${COMMITS[version]}^{commit}`], {
      cwd: REPOSITORY,
      timeout: 10_000,
    });
    return undefined;
  } catch {
    return 'the history of the repository is not here';
  }
}

const packed = new Map<EarlierVersion, Promise<Packed>>();

/** Built and packed on first use, and removed after the last spec. */
function earlierRelease(version: EarlierVersion): Promise<Packed> {
  const known = packed.get(version);
  if (known !== undefined) return known;
  const packing = packRelease(version).then((done) => {
    runCleanup.add(() => removeFolder(done.folder));
    return done;
  });
  packed.set(version, packing);
  return packing;
}

/** For `before`: without the history it prints that and skips. */
export async function needRelease(context: Context, version: EarlierVersion): Promise<Packed> {
  const missing = await withoutHistory(version);
  if (missing !== undefined) {
    console.log(`      skipped: ${missing}`);
    context.skip();
  }
  return earlierRelease(version);
}

async function packRelease(version: EarlierVersion): Promise<Packed> {
  const source = await makeFolder('earlier');
  try {
    const archive = join(source, 'source.tar');
    const checkout = join(source, 'checkout');
    await mkdir(checkout);
    await run('git', ['archive', '--format=tar', '--output', archive, COMMITS[version]], {
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
