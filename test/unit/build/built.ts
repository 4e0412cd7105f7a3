/** The package as the build leaves it, in a folder of its own, and what can be read from it without a browser. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { buildSync } from 'esbuild';
import { z } from 'zod';

export const ROOT = join(__dirname, '..', '..', '..');

export const manifest = z
  .object({
    name: z.string(),
    license: z.string(),
    keywords: z.array(z.string()),
    engines: z.object({ node: z.string() }),
    dependencies: z.record(z.string(), z.string()),
    files: z.array(z.string()),
    'node-red': z.object({ version: z.string(), nodes: z.record(z.string(), z.string()) }),
  })
  .loose()
  .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));

export const nodes = Object.values(manifest['node-red'].nodes).map((file) => basename(file, '.js'));

let folder: string | undefined;

/** Built once for all specs. */
export function built(): string {
  if (folder === undefined) {
    folder = mkdtempSync(join(tmpdir(), 'mimecast-build-'));
    execFileSync(process.execPath, [join(ROOT, 'nodes', 'editor', 'build.mjs'), folder], { stdio: 'pipe' });
  }
  return folder;
}

export function removeBuilt(): void {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  folder = undefined;
}

export const read = (...path: string[]): string => readFileSync(join(built(), ...path), 'utf8');

/** The editor script: what stands in the one `<script type="text/javascript">`. */
export function scriptOf(html: string): string {
  const scripts = [...html.matchAll(/<script type="text\/javascript">\n([\s\S]*?)<\/script>/g)];
  const [only] = scripts;
  if (only?.[1] === undefined || scripts.length !== 1) throw new Error(`${scripts.length} editor scripts`);
  return only[1];
}

/** The same behind what it takes from the page: what a browser runs, without what other nodes need. */
export function wholeScriptOf(html: string): string {
  const script = scriptOf(html);
  const shared = [...script.matchAll(/^const (\{.*\}) = \w+\["([^"]+)"\];$/gm)];
  const names = shared.map(([, members = '', name = '']) => {
    const wanted = members.replaceAll(/(\w+): \w+/g, '$1');
    return `export ${wanted} from './${name}';`;
  });
  const bundled = buildSync({
    stdin: { contents: names.join('\n'), resolveDir: join(ROOT, 'nodes'), loader: 'ts' },
    bundle: true,
    format: 'esm',
    charset: 'utf8',
    write: false,
    tsconfigRaw: {},
  });
  return `${bundled.outputFiles[0]?.text ?? ''}\n${script}`;
}

export type Catalogue = { readonly [key: string]: string | Catalogue };
const catalogue: z.ZodType<Catalogue> = z.record(z.string(), z.union([z.string(), z.lazy(() => catalogue)]));

/** Sentences by dotted key. */
export function sentencesOf(section: Catalogue, prefix = ''): [key: string, sentence: string][] {
  return Object.entries(section).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : sentencesOf(value, `${prefix}${key}.`),
  );
}

export const keysOf = (section: Catalogue): string[] => sentencesOf(section).map(([key]) => key);

export const readCatalogue = (text: string): Catalogue => catalogue.parse(JSON.parse(text));
