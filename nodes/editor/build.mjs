/**
 * `npm run build`: builds the package into dist/ (or into the folder named as argument, for tests).
 * Run time: tsc, one output file per source file, so that all nodes share one token and one quota; the
 * simulated tenant is bundled into one file. Editor: one script per node in front of its template, and shared
 * code in resources/, which Node-RED serves. Icons and locales go where Node-RED expects them.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { editorScript, sharedScript } from './build/bundle.mjs';
import { buildCatalogue, helpFileOf, readShared } from './build/catalogues.mjs';
import { placeEntries } from './build/entries.mjs';
import { readHelp } from './build/help.mjs';
import { minify } from './build/minify.mjs';
import { loadTables } from './build/node-defaults.mjs';
import { buildOverview } from './build/overview.mjs';
import { bundleSimulator } from './build/simulator.mjs';
import { renderTemplate } from './build/templates.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const out = resolve(process.argv[2] ?? join(root, 'dist'));
// Node-RED expects it beside package.json.
const resources = join(process.argv[2] === undefined ? root : out, 'resources');
const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const nodes = Object.values(manifest['node-red'].nodes).map((file) => basename(file, '.js'));

/**
 * Every language has shared.json and a catalogue per node. Where a language has no help for a node, Node-RED
 * shows the English one.
 */
async function buildLocales() {
  for (const language of await readdir(join(root, 'nodes', 'locales'))) {
    const shared = await readShared(root, language);
    await mkdir(join(out, 'locales', language), { recursive: true });
    for (const node of nodes) {
      const catalogue = await buildCatalogue(root, language, node, shared);
      await writeFile(join(out, 'locales', language, `${node}.json`), JSON.stringify(catalogue));
      if (!existsSync(helpFileOf(root, node, language))) continue;
      const help = await readHelp(root, language, node);
      await writeFile(join(out, 'locales', language, `${node}.html`), help);
    }
  }
}

async function buildEditor() {
  const tables = await loadTables(root);
  const sharedTexts = await readShared(root, 'en-US');
  const shared = new Set();
  for (const node of nodes) {
    const catalogue = await buildCatalogue(root, 'en-US', node, sharedTexts);
    const context = { root, node, module: manifest.name, tables, catalogue };
    const script = await editorScript({ ...context, shared });
    const html = [
      `<script src="resources/${manifest.name}/editor.js"></script>`,
      `<script type="text/javascript">\n${script}</script>`,
      `\n${await renderTemplate(context)}`,
    ];
    await writeFile(join(out, `${node}.html`), html.join('\n'));
  }
  await mkdir(resources, { recursive: true });
  await writeFile(join(resources, 'editor.js'), await sharedScript(root, shared));
}

await rm(out, { recursive: true, force: true });
const typescript = dirname(fileURLToPath(import.meta.resolve('typescript/package.json')));
const compiled = spawnSync(process.execPath, [join(typescript, 'bin', 'tsc'), '-p', root, '--outDir', out], {
  stdio: 'inherit',
});
// tsc has printed the errors. The build stops here, because a partial build is not a package.
if (compiled.status !== 0) process.exit(compiled.status ?? 1);
await placeEntries(out, nodes);
await minify(out);
await bundleSimulator(root, out);
await Promise.all([
  buildEditor(),
  buildLocales(),
  buildOverview(root, out, resources),
  cp(join(root, 'icons'), join(out, 'icons'), { recursive: true }),
]);
