import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { transform } from 'esbuild';

/**
 * Minifies the output of tsc, which saves a fifth of the tarball. Files stay separate. Top-level names and
 * public class members stay readable for stack traces.
 */
export async function minify(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const scripts = entries.filter(({ name }) => name.endsWith('.js'));
  await Promise.all(
    scripts.map(async ({ parentPath, name }) => {
      const file = join(parentPath, name);
      // No `format`: with one, esbuild would rename top-level names.
      const { code } = await transform(await readFile(file, 'utf8'), {
        minify: true,
        charset: 'utf8',
        target: 'es2022',
      });
      await writeFile(file, code);
    }),
  );
}
