import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, sep } from 'node:path';

const NODES = join(__dirname, '..', '..', '..', 'nodes');

interface Import {
  /** path below nodes/ without extension, or the name of a package */
  readonly to: string;
  readonly local: boolean;
  /** removed by the compiler */
  readonly typeOnly: boolean;
}

interface File {
  /** path below nodes/, without extension, with slashes */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

/** Static imports and re-exports, `import()` (of values and of types), `require()`. */
const IMPORTS =
  /^(?:import|export)\s+(type\s)?(?:[^;'"]*?\sfrom\s+)?['"]([^'"]+)['"]|(typeof\s+)?\b(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)/gm;

/** `import { type A, type B } from` counts as `import type`. */
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

const files: readonly File[] = readdirSync(NODES, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
  .map((name) => {
    const path = name.split(sep).join('/').replace(/\.ts$/, '');
    const text = readFileSync(join(NODES, name), 'utf8');
    return { path, text, imports: importsOf(path, text) };
  });

const within = (folder: string) => files.filter(({ path }) => path.startsWith(`${folder}/`));
const nodeFiles = files.filter(({ path }) => dirname(path) === '.');

/** Sentences about forbidden imports; empty on success. */
const trespasses = (of: readonly File[], allowed: (one: Import, file: File) => boolean): string[] =>
  of.flatMap((file) =>
    file.imports.filter((one) => !allowed(one, file)).map((one) => `${file.path} imports ${one.to}`),
  );

describe('The walls between the rooms', () => {
  it('are checked where there are rooms', () => {
    assert.ok(nodeFiles.length >= 2);
    for (const part of ['api', 'streams', 'shipping', 'simulator', 'runtime', 'properties']) {
      assert.ok(within(`lib/${part}`).length > 0, part);
    }
    const account = files.find(({ path }) => path === 'mimecast-account');
    assert.ok(account?.imports.some(({ to, typeOnly }) => to === 'lib/simulator/demo' && !typeOnly));
  });

  it('a node file imports lib and no other node file', () => {
    const allowed = ({ to, local, typeOnly }: Import): boolean =>
      local ? to.startsWith('lib/') : to.startsWith('node:') || (to === 'node-red' && typeOnly);
    assert.deepEqual(trespasses(nodeFiles, allowed), []);
  });

  it('lib imports nothing of the nodes, nor of the editor', () => {
    const allowed = ({ to, local }: Import): boolean =>
      !local || to.startsWith('lib/') || to === 'locales/en-US/shared.json';
    assert.deepEqual(trespasses(within('lib'), allowed), []);
  });

  it('only runtime imports Node-RED', () => {
    for (const { path, text, imports } of within('lib')) {
      if (path.startsWith('lib/runtime/')) continue;
      assert.doesNotMatch(text, /\bRED\b/, path);
      assert.ok(!imports.some(({ to }) => to === 'node-red'), path);
    }
  });

  it('the packages of users come from undici, zod and Node.js alone, and the client of Redis where it is used', () => {
    const allowed = ({ to, local, typeOnly }: Import, { path }: File): boolean =>
      local ||
      to.startsWith('node:') ||
      ['undici', 'zod'].includes(to) ||
      (to === 'node-red' && typeOnly) ||
      (to === '@redis/client' && path === 'lib/cluster/redis-link');
    assert.deepEqual(trespasses([...nodeFiles, ...within('lib')], allowed), []);
  });

  it('the collector imports streams by their interface only', () => {
    const allowed = ({ to }: Import): boolean =>
      !['lib/streams/', 'lib/runtime/', 'lib/simulator/'].some((part) => to.startsWith(part));
    assert.deepEqual(trespasses(within('lib/shipping'), allowed), []);
  });

  it('a cluster imports no log type, and of the collector only the checkpoint store', () => {
    const allowed = ({ to, typeOnly }: Import): boolean =>
      !['lib/streams/', 'lib/runtime/', 'lib/simulator/'].some((part) => to.startsWith(part)) &&
      (!to.startsWith('lib/shipping/') || typeOnly);
    assert.ok(within('lib/cluster').length > 0);
    assert.deepEqual(trespasses(within('lib/cluster'), allowed), []);
  });

  it('api imports neither streams nor the collector nor Node-RED', () => {
    const allowed = ({ to }: Import): boolean =>
      !['lib/streams/', 'lib/shipping/', 'lib/runtime/'].some((part) => to.startsWith(part));
    assert.deepEqual(trespasses(within('lib/api'), allowed), []);
  });

  it('streams do not import the delivery of their pages', () => {
    const allowed = ({ to, typeOnly }: Import): boolean =>
      !to.startsWith('lib/runtime/') && (!to.startsWith('lib/shipping/') || typeOnly);
    assert.deepEqual(trespasses(within('lib/streams'), allowed), []);
  });

  it('sinks import neither streams nor the collector', () => {
    const allowed = ({ to }: Import): boolean =>
      !['lib/streams/', 'lib/shipping/', 'lib/runtime/', 'lib/simulator/'].some((part) =>
        to.startsWith(part),
      );
    assert.ok(within('lib/sinks').length > 0);
    assert.deepEqual(trespasses(within('lib/sinks'), allowed), []);
  });

  it('assessments and formats import neither api nor the collector, types aside', () => {
    const pure = [...within('lib/assess'), ...within('lib/formats')];
    const allowed = ({ to, typeOnly }: Import): boolean =>
      typeOnly || !['lib/api/', 'lib/shipping/'].some((part) => to.startsWith(part));
    assert.deepEqual(trespasses(pure, allowed), []);
  });

  it('the simulator is a second implementation: it imports nothing of its neighbours and no package', () => {
    const allowed = ({ to, local }: Import): boolean =>
      local ? to.startsWith('lib/simulator/') : to.startsWith('node:');
    assert.deepEqual(trespasses(within('lib/simulator'), allowed), []);
  });

  it('only the account node imports the simulator', () => {
    const others = files.filter(
      ({ path }) => path !== 'mimecast-account' && !path.startsWith('lib/simulator/'),
    );
    assert.deepEqual(
      trespasses(others, ({ to }) => !to.startsWith('lib/simulator/')),
      [],
    );
  });
});
