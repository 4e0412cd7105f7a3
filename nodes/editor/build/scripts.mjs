import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { credentialsLiteral, defaultsLiteral, sourceLiteral } from './definitions.mjs';

/** Written in editor scripts (declared in types.d.ts), gone from what the browser gets. */
const MACROS = { defaultsOf: defaultsLiteral, credentialsOf: credentialsLiteral };

function expand(source, context) {
  // The Flow Library's parser gives up at a spread, so that goes too.
  const sources = source.replace(/\.\.\.sourceDefinition\('([a-z-]+)'\)/g, (_, node) =>
    sourceLiteral(node, context),
  );
  const expanded = sources.replace(/\b(defaultsOf|credentialsOf)\('([a-z-]+)'\)/g, (_, macro, node) =>
    MACROS[macro](node, context),
  );
  const look = sources === source ? '' : "import { sourceLook } from './parts/source';\n";
  return `import { validity } from './parts/validity';\n${look}${expanded}`;
}

/** The editor script of one node: a plain script, not minified, because the Flow Library parses it. */
export async function editorScript({ root, node, ...context }) {
  const entry = join(root, 'nodes', 'editor', `${node}.ts`);
  const bundled = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'iife',
    target: 'es2020',
    charset: 'utf8',
    write: false,
    logLevel: 'warning',
    // Not the project's: of its options only the strictness would matter here, and that is checked elsewhere.
    tsconfigRaw: {},
    plugins: [
      {
        name: 'definitions',
        setup({ onLoad }) {
          onLoad({ filter: /[\\/]editor[\\/]mimecast-[a-z-]+\.ts$/ }, async ({ path }) => ({
            contents: expand(await readFile(path, 'utf8'), context),
            loader: 'ts',
          }));
        },
      },
    ],
  });
  return bundled.outputFiles[0].text;
}
