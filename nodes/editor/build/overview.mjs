/** The overview: one script, one stylesheet and one catalogue per language, for page and sidebar tab. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, transform } from 'esbuild';
import { folderOf } from './catalogues.mjs';

const OPTIONS = {
  target: 'es2022',
  charset: 'utf8',
  logLevel: 'warning',
  tsconfigRaw: {},
  jsx: 'automatic',
  jsxImportSource: 'preact',
};

/** Its licence requires the notice in copies. */
const NOTICE =
  '/* Contains Preact (https://preactjs.com), Copyright (c) 2015-present Jason Miller, MIT licence */';

/** Translated titles that the dialogs of other nodes have already: by section of the overview's catalogue. */
const TITLES = { indicators: 'mimecast-kri', checks: 'mimecast-policy-check' };

const readJson = async (file) => JSON.parse(await readFile(file, 'utf8'));

/** The run time sends the titles in English. */
const SENT_LANGUAGE = 'en-US';

async function catalogueOf(root, language) {
  const catalogue = await readJson(join(root, 'nodes', 'locales', language, 'overview.json'));
  if (language === SENT_LANGUAGE) return catalogue;
  for (const [section, node] of Object.entries(TITLES)) {
    const texts = await readJson(join(folderOf(root, node), 'locales', `${language}.json`));
    catalogue[section] = { ...texts[section], ...catalogue[section] };
  }
  return catalogue;
}

const buildScript = (folder, resources) =>
  build({
    ...OPTIONS,
    entryPoints: [join(folder, 'main.ts')],
    outfile: join(resources, 'overview.js'),
    bundle: true,
    format: 'iife',
    minify: true,
    banner: { js: NOTICE },
  });

/**
 * @param out the package's dist/
 * @param resources what Node-RED serves below resources/
 */
export async function buildOverview(root, out, resources) {
  const folder = join(root, 'nodes', 'overview');
  await mkdir(resources, { recursive: true });
  await buildScript(folder, resources);
  const style = await transform(await readFile(join(folder, 'overview.css'), 'utf8'), {
    loader: 'css',
    minify: true,
  });
  await writeFile(join(resources, 'overview.css'), style.code);
  for (const language of await readdir(join(root, 'nodes', 'locales'))) {
    const catalogue = await catalogueOf(root, language);
    await writeFile(join(resources, `overview.${language}.json`), JSON.stringify(catalogue));
  }
  const start = await readFile(join(folder, 'tab-start.ts'), 'utf8');
  const { code } = await transform(start, { ...OPTIONS, loader: 'ts', format: 'iife', minify: true });
  await writeFile(join(out, 'mimecast-overview.html'), `<script type="text/javascript">\n${code}</script>\n`);
}
