/** Who imports whom below nodes/, read from the text of the files. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, sep } from 'node:path';

const NODES = join(__dirname, '..', '..', '..', 'nodes');

export interface Import {
  /** Path below nodes/ without extension, or the name of a package. */
  readonly to: string;
  readonly local: boolean;
  /** Absent after compiling. */
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** Path below nodes/, without extension, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

/** Static imports and re-exports, `import()` (of values and of types), `require()`. */
const IMPORTS =
  /^(?:import|export)\s+(type\s)?(?:[^;'"]*?\sfrom\s+)?['"]([^'"]+)['"]|(typeof\s+)?\b(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)/gm;

/** `import { type A, type B } from` equals `import type`. */
const onlyTypes = (statement: string): boolean =>
  /\{([^}]*)\}/
    .exec(statement)?.[1]
    ?.split(',')
    .filter((name) => name.trim() !== '')
    .every((name) => /^\s*type\s/.test(name)) ?? false;

function importsOf(path: string, text: string): Import[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return [...code.matchAll(IMPORTS)].map(([statement, type, from, typeOf, called]) => {
    const to = from ?? called ?? '';
    const local = to.startsWith('.');
    return {
      local,
      to: local ? posix.join(posix.dirname(path), to).replace(/\.(js|ts)$/, '') : to,
      typeOnly: type !== undefined || typeOf !== undefined || onlyTypes(statement),
    };
  });
}

/** All TypeScript files below nodes/, declarations aside. */
export const FILES: readonly SourceFile[] = readdirSync(NODES, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
  .map((name) => {
    const path = name
      .split(sep)
      .join('/')
      .replace(/\.tsx?$/, '');
    const text = readFileSync(join(NODES, name), 'utf8');
    return { path, text, imports: importsOf(path, text) };
  });

/**
 * Path below `root` and number of entries of each folder, files and folders counted. `root` itself is `.`.
 * @param root nodes/ where it is not given
 */
export function folderSizes(root = NODES): ReadonlyMap<string, number> {
  const entries = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) =>
    name.split(sep).join('/'),
  );
  const sizes = new Map<string, number>();
  for (const folder of entries.map((entry) => dirname(entry)))
    sizes.set(folder, (sizes.get(folder) ?? 0) + 1);
  return sizes;
}

const known = new Set(FILES.map(({ path }) => path));

/** The file that an import means, without extension; undefined for packages and for JSON. */
export const targetOf = ({ to, local }: Import): string | undefined =>
  local ? [to, `${to}/index`].find((path) => known.has(path)) : undefined;

export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** @param nameOf the node of the graph that a file belongs to; files without one are left out */
export function graphOf(nameOf: (path: string) => string | undefined): Graph {
  const graph = new Map<string, Set<string>>();
  for (const { path, imports } of FILES) {
    const from = nameOf(path);
    if (from === undefined) continue;
    const targets = graph.get(from) ?? new Set<string>();
    graph.set(from, targets);
    for (const target of imports.map(targetOf)) {
      const to = target === undefined ? undefined : nameOf(target);
      if (to !== undefined && to !== from) targets.add(to);
    }
  }
  return graph;
}

/** One circle as `a → b → a`, for each node that a depth-first search meets again on its own path. */
export function circlesIn(graph: Graph): string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    const start = path.indexOf(name);
    if (start >= 0) circles.push([...path.slice(start), name].join(' → '));
    if (start >= 0 || done.has(name)) return;
    for (const next of graph.get(name) ?? []) visit(next, [...path, name]);
    done.add(name);
  };
  for (const name of graph.keys()) visit(name, []);
  return circles;
}
