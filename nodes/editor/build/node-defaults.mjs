import { join } from 'node:path';
import { build } from 'esbuild';

/** The tables of nodes/lib/properties with their run-time values, by node type. */
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

/** Without quotes: the parser of the Flow Library does not accept quoted keys. */
function key(name) {
  if (!/^[A-Za-z_]\w*$/.test(name)) throw new Error(`${name} can't be the name of a property`);
  return name;
}

/**
 * One property of `defaults`. Config node references get no validator: with one, Node-RED would skip its own
 * check.
 */
function property(node, name, { value, refersTo, required }, { module, catalogue }) {
  const parts = [`value: ${literal(value)}`];
  if (catalogue.label?.[name] !== undefined) {
    parts.push(`label: RED._(${literal(`${module}/${node}:label.${name}`)})`);
  }
  if (refersTo === undefined) {
    // Two parameters: only then the editor treats a returned string as an error message and not as "valid".
    const call = `validateProperty(this, ${literal(node)}, ${literal(name)}, value, options)`;
    parts.push(`validate: function (value, options) { return ${call}; }`);
  } else {
    parts.push(`type: ${literal(refersTo)}`, `required: ${literal(required)}`);
  }
  return `${key(name)}: { ${parts.join(', ')} }`;
}

/** The Flow Library parses the source of the editor script, so `defaults` has to be a literal. */
function defaultsLiteral(node, { tables, ...context }) {
  const table = tables.PROPERTIES[node];
  if (table === undefined) throw new Error(`no table of properties for ${node}`);
  return `{ ${Object.entries(table)
    .map(([name, kind]) => property(node, name, kind, context))
    .join(',\n')} }`;
}

function credentialsLiteral(table) {
  return `{ ${Object.entries(table)
    .map(([name, { type }]) => `${key(name)}: { type: ${literal(type)} }`)
    .join(', ')} }`;
}

/** Config nodes are those that other nodes refer to. */
const isConfigNode = (node, { PROPERTIES }) =>
  Object.values(PROPERTIES).some((table) => Object.values(table).some(({ refersTo }) => refersTo === node));

/** The common members of all nodes. Their scripts import `nodeAppearance` from labels/appearance.ts. */
export function nodeLiteral(node, context) {
  const { tables } = context;
  const credentials = tables.CREDENTIALS[node];
  return `category: ${isConfigNode(node, tables) ? "'config'" : "'mimecast'"},
  color: '#3FADB5',
  icon: ${literal(`${node}.svg`)},
  defaults: ${defaultsLiteral(node, context)},
  ${credentials === undefined ? '' : `credentials: ${credentialsLiteral(credentials)},`}
  paletteLabel: nodeAppearance.paletteLabel,
  labelStyle: nodeAppearance.labelStyle`;
}

/** The common members of all sources. Their scripts import `sourcePorts` from labels/appearance.ts. */
export function sourceLiteral(node, context) {
  return `${nodeLiteral(node, context)},
  inputs: 1,
  outputs: 2,
  inputLabels: sourcePorts.inputLabels,
  outputLabels: sourcePorts.outputLabels`;
}
