import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** tsc writes double quotes, and keeps the single ones of a `require` in the source. */
const REQUIRE = /require\((["'])(\.[^"']*)\1\)/g;

/** An entry file may load lib/ and nothing else of the package. */
function fromTop(node, path) {
  if (!path.startsWith('../lib/')) throw new Error(`${node} loads ${path}, which is not in lib/`);
  return path.replace(/^\.\./, '.');
}

/**
 * Moves `dist/siem/mimecast-siem.js`, as tsc wrote it, to `dist/mimecast-siem.js`. Node-RED looks for the template, the
 * locales and the icons of a node beside its script, and all nodes share one folder of each.
 */
export async function placeEntries(out, nodes) {
  await Promise.all(
    nodes.map(async (node) => {
      const folder = join(out, node.replace(/^mimecast-/, ''));
      const code = await readFile(join(folder, `${node}.js`), 'utf8');
      const moved = code.replace(
        REQUIRE,
        (_, quote, path) => `require(${quote}${fromTop(node, path)}${quote})`,
      );
      await writeFile(join(out, `${node}.js`), moved);
      await rm(folder, { recursive: true });
    }),
  );
}
