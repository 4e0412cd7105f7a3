import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { build, transform } from 'esbuild';
import { folderOf } from './catalogues.mjs';
import { nodeLiteral, sourceLiteral } from './node-defaults.mjs';

/** Used in editor scripts (declared in types.d.ts) and replaced by the build. */
const MACROS = { nodeDefinition: nodeLiteral, sourceDefinition: sourceLiteral };

/** For what the macros insert. */
const MACRO_IMPORTS = `import { validateProperty } from '../editor/fields/validators';
import { nodeAppearance, sourcePorts } from '../editor/labels/appearance';
`;

/** Global object of the page with the code that all node scripts share. */
const GLOBAL_NAME = 'nodeRedContribMimecast';

/** Runs once per page, independent of the nodes (editor/canvas/delivery-offer.ts). */
const START_FUNCTION = 'offerDelivery';

function expand(source, context) {
  // The parser of the Flow Library does not support spread, so it is replaced too.
  const expanded = source.replace(
    /\.\.\.(nodeDefinition|sourceDefinition)\('([a-z-]+)'\)/g,
    (_, macro, node) => MACROS[macro](node, context),
  );
  return `${MACRO_IMPORTS}${expanded}`;
}

const ESBUILD_OPTIONS = {
  target: 'es2020',
  charset: 'utf8',
  logLevel: 'warning',
  // Not the options of the project: only its strictness would matter here, and tsc checks that.
  tsconfigRaw: {},
};

const IMPORT_STATEMENT = /^import \{([^}]+)\} from "([^"]+)";$/gm;

/**
 * The editor script of one node: a plain script, not minified, because the Flow Library parses it. It takes
 * its imports from the global object.
 * @param shared collects the names of the modules for `sharedScript`
 */
export async function editorScript({ root, node, shared, ...context }) {
  const folder = folderOf(root, node);
  const source = expand(await readFile(join(folder, 'editor.ts'), 'utf8'), context);
  const { code } = await transform(source, { ...ESBUILD_OPTIONS, loader: 'ts' });
  const script = code.replace(IMPORT_STATEMENT, (_, names, path) => {
    const name = relative(join(root, 'nodes'), join(folder, path)).split(sep).join('/');
    shared.add(name);
    return `const {${names.replaceAll(' as ', ': ')}} = ${GLOBAL_NAME}[${JSON.stringify(name)}];`;
  });
  if (/^import\b/m.test(script)) throw new Error(`${node}: only named imports can be taken from the page`);
  return `(() => {\n${script}})();\n`;
}

/** One script with all shared code. A copy in each of the fifteen scripts would be most of the package. */
export async function sharedScript(root, shared) {
  const names = [...shared].sort();
  const imports = names.map((name, index) => `import * as m${index} from './${name}';`);
  const members = names.map((name, index) => `${JSON.stringify(name)}: m${index}`);
  const contents = `${imports.join('\n')}
import { ${START_FUNCTION} } from './editor/canvas/delivery-offer';
globalThis.${GLOBAL_NAME} = { ${members.join(', ')} };
${START_FUNCTION}();
`;
  const bundled = await build({
    ...ESBUILD_OPTIONS,
    stdin: { contents, resolveDir: join(root, 'nodes'), loader: 'ts' },
    bundle: true,
    format: 'iife',
    minify: true,
    write: false,
  });
  return bundled.outputFiles[0].text;
}
