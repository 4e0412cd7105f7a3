/** The package as the build leaves it, in a folder of its own, and its content as readable without a browser. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
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

/** The folder of builds; ignored by git. */
const BUILDS = join(ROOT, '.cache', 'builds');
/** All sources of a build. */
const SOURCES = ['nodes', 'icons', 'package.json', 'package-lock.json', 'tsconfig.json'];

/** Of the content: other content is another build. */
function fingerprint(): string {
  const files = SOURCES.flatMap((source) =>
    statSync(join(ROOT, source)).isDirectory()
      ? readdirSync(join(ROOT, source), { recursive: true, encoding: 'utf8' }).map((name) =>
          join(source, name),
        )
      : [source],
  );
  const all = createHash('sha256');
  for (const file of files.filter((one) => statSync(join(ROOT, one)).isFile()).sort())
    all.update(`${file}\n`).update(readFileSync(join(ROOT, file)));
  return all.digest('hex').slice(0, 16);
}

let folder: string | undefined;

/** Built once for all specs, in whichever process they run: again when any source has changed. */
export function built(): string {
  folder ??= cached(join(BUILDS, fingerprint()));
  return folder;
}

/** Number of kept builds of earlier sources, for switching between two branches. */
const KEPT_BUILDS = 3;

/** By their order and not by their age: the clock of the specs differs from that of the disk. */
function removeOld(place: string): void {
  const others = readdirSync(BUILDS)
    .map((name) => join(BUILDS, name))
    .filter((path) => path !== place)
    .map((path) => ({ path, at: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((one, other) => other.at - one.at);
  for (const { path } of others.slice(KEPT_BUILDS)) rmSync(path, { recursive: true, force: true });
}

function cached(place: string): string {
  if (existsSync(place)) return place;
  mkdirSync(BUILDS, { recursive: true });
  // Under another name first: another process must not see an incomplete build.
  const fresh = mkdtempSync(`${place}-`);
  try {
    execFileSync(process.execPath, [join(ROOT, 'nodes', 'editor', 'build.mjs'), fresh], { stdio: 'pipe' });
    renameSync(fresh, place);
    removeOld(place);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    // Another process finished first.
    if (!existsSync(place)) throw error;
  }
  return place;
}

export const read = (...path: string[]): string => readFileSync(join(built(), ...path), 'utf8');

/** The editor script: the content of the one `<script type="text/javascript">`. */
export function scriptOf(html: string): string {
  const scripts = [...html.matchAll(/<script type="text\/javascript">\n([\s\S]*?)<\/script>/g)];
  const [only] = scripts;
  if (only?.[1] === undefined || scripts.length !== 1) throw new Error(`${scripts.length} editor scripts`);
  return only[1];
}

/** The same without its dependencies on the page: what a browser runs, without the needs of other nodes. */
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

/** Texts by dotted key. */
export function sentencesOf(section: Catalogue, prefix = ''): [key: string, sentence: string][] {
  return Object.entries(section).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : sentencesOf(value, `${prefix}${key}.`),
  );
}

export const keysOf = (section: Catalogue): string[] => sentencesOf(section).map(([key]) => key);

export const readCatalogue = (text: string): Catalogue => catalogue.parse(JSON.parse(text));
