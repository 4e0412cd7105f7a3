import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

/** What other rooms load, and the program that tests start. */
const ENTRIES = ['demo', 'main'];

/**
 * The simulated tenant in one file: its many small ones take 15 kB more of the tarball, and it keeps no state
 * that other rooms share. Takes the place of what tsc wrote.
 */
export async function bundleSimulator(root, folder) {
  const room = join(folder, 'lib', 'simulator');
  for (const name of await readdir(room)) await rm(join(room, name), { recursive: true });
  await build({
    entryPoints: ENTRIES.map((name) => join(root, 'nodes', 'lib', 'simulator', `${name}.ts`)),
    outdir: room,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'es2022',
    charset: 'utf8',
    minify: true,
    logLevel: 'warning',
  });
}
