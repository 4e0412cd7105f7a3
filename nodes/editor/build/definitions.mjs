import { join } from 'node:path';
import { build } from 'esbuild';

/** The tables of nodes/lib/properties as they are at run time, by node type. */
export async function loadTables(root) {
  const bundled = await build({
    stdin: {
      contents: "export { PROPERTIES } from './index'; export { CREDENTIALS } from './credentials';",
      resolveDir: join(root, 'nodes', 'lib', 'properties'),
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    write: false,
    logLevel: 'warning',
  });
  const code = Buffer.from(bundled.outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${code}`);
}

const literal = (value) => JSON.stringify(value);

/** Without quotes: the Flow Library's parser knows no others. */
function key(name) {
  if (!/^[A-Za-z_]\w*$/.test(name)) throw new Error(`${name} can't be the name of a property`);
  return name;
}

/** One property of `defaults`. Config nodes are checked by Node-RED itself, which it leaves to a validator if there is one. */
function property(node, name, { value, refersTo, required }, { module, catalogue }) {
  const parts = [`value: ${literal(value)}`];
  if (catalogue.label?.[name] !== undefined) {
    parts.push(`label: RED._(${literal(`${module}/${node}:label.${name}`)})`);
  }
  if (refersTo === undefined) {
    // Two arguments: only then does the editor take a returned string as a reason and not as "valid".
    const call = `validity(this, ${literal(node)}, ${literal(name)}, value, options)`;
    parts.push(`validate: function (value, options) { return ${call}; }`);
  } else {
    parts.push(`type: ${literal(refersTo)}`, `required: ${literal(required)}`);
  }
  return `${key(name)}: { ${parts.join(', ')} }`;
}

/** The Flow Library reads `defaults` with a parser, so it has to stand there as a literal (node-red-craft.md 1.12). */
export function defaultsLiteral(node, { tables, ...context }) {
  const table = tables.PROPERTIES[node];
  if (table === undefined) throw new Error(`no table of properties for ${node}`);
  return `{ ${Object.entries(table)
    .map(([name, kind]) => property(node, name, kind, context))
    .join(',\n')} }`;
}

export function credentialsLiteral(node, { tables }) {
  const table = tables.CREDENTIALS[node];
  if (table === undefined) throw new Error(`no table of credentials for ${node}`);
  return `{ ${Object.entries(table)
    .map(([name, { type }]) => `${key(name)}: { type: ${literal(type)} }`)
    .join(', ')} }`;
}

/** What all sources have in common; `sourceLook` is what their scripts import from parts/source.ts. */
export function sourceLiteral(node, context) {
  return `category: 'mimecast',
  color: '#3FADB5',
  icon: ${literal(`${node}.svg`)},
  defaults: ${defaultsLiteral(node, context)},
  inputs: 1,
  outputs: 2,
  inputLabels: sourceLook.inputLabels,
  outputLabels: sourceLook.outputLabels,
  paletteLabel: sourceLook.paletteLabel,
  labelStyle: sourceLook.labelStyle`;
}
