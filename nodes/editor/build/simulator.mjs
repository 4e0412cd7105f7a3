import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

/** The entry that the run time loads, and the program that tests start. */
const ENTRIES = ['demo', 'main'];

/**
 * Bundles the simulated tenant into one file, which saves 15 kB of the tarball. It shares no state with other
 * modules. Replaces the output of tsc.
 */
export async function bundleSimulator(root, folder) {
  const output = join(folder, 'lib', 'simulator');
  for (const name of await readdir(output)) await rm(join(output, name), { recursive: true });
  await build({
    entryPoints: ENTRIES.map((name) => join(root, 'nodes', 'lib', 'simulator', `${name}.ts`)),
    outdir: output,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'es2022',
    charset: 'utf8',
    minify: true,
    logLevel: 'warning',
  });
}
