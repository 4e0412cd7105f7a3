import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { transform } from 'esbuild';

/**
 * Takes out of what tsc wrote what only a reader of the source needs: a fifth of the tarball. Files stay apart, and
 * names that stand at the top of a file or in a class stay as they are, so that a stack trace can be read.
 */
export async function squeeze(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const scripts = entries.filter(({ name }) => name.endsWith('.js'));
  await Promise.all(
    scripts.map(async ({ parentPath, name }) => {
      const file = join(parentPath, name);
      // No `format`: only then does esbuild leave the names at the top alone.
      const { code } = await transform(await readFile(file, 'utf8'), {
        minify: true,
        charset: 'utf8',
        target: 'es2022',
      });
      await writeFile(file, code);
    }),
  );
}
