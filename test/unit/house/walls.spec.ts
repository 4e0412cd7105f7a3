import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { circlesIn, FILES, folderSizes, graphOf, type Import, type SourceFile } from './imports';

/** Rooms of lib/, bottom first, and the rooms that each may import, types included. The simulator stands apart. */
const FLOORS = {
  contracts: [],
  util: ['contracts'],
  properties: ['util', 'contracts'],
  api: ['properties', 'util', 'contracts'],
  formats: ['properties', 'util', 'contracts'],
  sinks: ['properties', 'util', 'contracts'],
  request: ['api', 'properties', 'util', 'contracts'],
  streams: ['api', 'properties', 'util', 'contracts'],
  collector: ['util', 'contracts'],
  cluster: ['collector', 'api', 'util', 'contracts'],
  assessments: ['streams', 'formats', 'api', 'properties', 'util', 'contracts'],
  overview: ['assessments', 'collector', 'properties', 'util', 'contracts'],
  report: ['assessments', 'properties', 'util', 'contracts'],
  runtime: [
    'overview',
    'report',
    'assessments',
    'cluster',
    'collector',
    'streams',
    'request',
    'sinks',
    'formats',
    'api',
    'properties',
    'util',
    'contracts',
  ],
  simulator: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Entries of a folder, files and folders together. */
const MAX_ENTRIES = 16;

/** What a node is called in Node-RED ends with the name of its folder. */
const NODE_ENTRY = /^([a-z-]+)\/mimecast-\1$/;
const EDITOR_SCRIPT = /^[a-z-]+\/editor$/;
const README = join(__dirname, '..', '..', '..', 'nodes', 'README.md');
const ENGLISH = 'locales/en-US/shared.json';

const within = (folder: string) => FILES.filter(({ path }) => path.startsWith(`${folder}/`));
const entries = FILES.filter(({ path }) => NODE_ENTRY.test(path));
const editorScripts = FILES.filter(({ path }) => EDITOR_SCRIPT.test(path));

/** One sentence for each import that is not allowed. */
const trespasses = (
  of: readonly SourceFile[],
  allowed: (one: Import, file: SourceFile) => boolean,
): string[] =>
  of.flatMap((file) =>
    file.imports.filter((one) => !allowed(one, file)).map((one) => `${file.path} imports ${one.to}`),
  );

const roomOf = (path: string): string | undefined => /^lib\/([^/]+)\//.exec(path)?.[1];

describe('the walls between the rooms', () => {
  it('are checked where there are rooms', () => {
    assert.ok(entries.length >= 15);
    assert.equal(editorScripts.length, entries.length);
    const rooms = new Set(within('lib').map(({ path }) => roomOf(path)));
    assert.deepEqual([...rooms].sort(), Object.keys(FLOORS).sort());
    const account = entries.find(({ path }) => path === 'account/mimecast-account');
    assert.ok(account?.imports.some(({ to, typeOnly }) => to === 'lib/simulator/demo' && !typeOnly));
  });

  it('are those of the map in nodes/README.md', () => {
    const rows = [...readFileSync(README, 'utf8').matchAll(/^\| `lib\/([a-z]+)\/` \|.*\| ([^|]+) \|$/gm)];
    const mapped = rows.map(([, room = '', below = '']) => [room, below.match(/[a-z]+/g) ?? []]);
    assert.deepEqual(Object.fromEntries(mapped), FLOORS);
  });

  it('allow an entry file to import lib and no other node', () => {
    const allowed = ({ to, local, typeOnly }: Import): boolean =>
      local ? to.startsWith('lib/') : to.startsWith('node:') || (to === 'node-red' && typeOnly);
    assert.deepEqual(trespasses(entries, allowed), []);
  });

  for (const [room, below] of Object.entries(FLOORS)) {
    it(`allow ${room} to import ${below.length === 0 ? 'no other room' : below.join(', ')}`, () => {
      const rooms: readonly string[] = [room, ...below];
      const allowed = ({ to, local }: Import): boolean =>
        !local ||
        rooms.some((name) => to === `lib/${name}` || to.startsWith(`lib/${name}/`)) ||
        to === ENGLISH;
      assert.deepEqual(trespasses(within(`lib/${room}`), allowed), []);
    });
  }

  it('allow the overview to import contracts and util, and nothing else but Preact', () => {
    const allowed = ({ to, local }: Import): boolean =>
      local
        ? ['lib/contracts/', 'lib/util/', 'overview/'].some((room) => to.startsWith(room))
        : to === 'preact' || to === 'preact/hooks';
    assert.ok(within('overview').length > 30);
    assert.deepEqual(trespasses(within('overview'), allowed), []);
  });

  it('allow the editor to import properties, contracts and util, and nothing else of lib', () => {
    const allowed = ({ to, local }: Import): boolean =>
      !local ||
      !to.startsWith('lib/') ||
      ['properties', 'contracts', 'util'].some((room) => to.startsWith(`lib/${room}`));
    assert.deepEqual(trespasses([...within('editor'), ...editorScripts], allowed), []);
  });

  it('keep Node-RED in runtime', () => {
    for (const { path, text, imports } of within('lib')) {
      if (path.startsWith('lib/runtime/')) continue;
      assert.doesNotMatch(text, /\bRED\b/, path);
      assert.ok(!imports.some(({ to }) => to === 'node-red'), path);
    }
  });

  it('keep what users install to undici, zod and Node.js, and the Redis client to one file', () => {
    const allowed = ({ to, local, typeOnly }: Import, { path }: SourceFile): boolean =>
      local ||
      to.startsWith('node:') ||
      ['undici', 'zod'].includes(to) ||
      (to === 'node-red' && typeOnly) ||
      (to === '@redis/client' && path === 'lib/cluster/redis/redis-connection');
    assert.deepEqual(trespasses([...entries, ...within('lib')], allowed), []);
  });

  it('keep the assessments pure where they judge: api only as a type, and its pagination, which calls nothing', () => {
    const pure = [...within('lib/assessments'), ...within('lib/formats')];
    const allowed = ({ to, typeOnly }: Import): boolean =>
      typeOnly ||
      to.startsWith('lib/api/pagination/') ||
      !['lib/api/', 'lib/collector/'].some((room) => to.startsWith(room));
    assert.deepEqual(trespasses(pure, allowed), []);
  });

  it('keep the simulator independent: it imports no other room and no package', () => {
    const allowed = ({ to, local }: Import): boolean =>
      local ? to.startsWith('lib/simulator/') : to.startsWith('node:');
    assert.deepEqual(trespasses(within('lib/simulator'), allowed), []);
  });

  it('let only the account node know the simulator', () => {
    const others = FILES.filter(
      ({ path }) => path !== 'account/mimecast-account' && !path.startsWith('lib/simulator/'),
    );
    assert.deepEqual(
      trespasses(others, ({ to }) => !to.startsWith('lib/simulator/')),
      [],
    );
  });
});

describe('the folders', () => {
  it('have no circle of files', () => {
    assert.deepEqual(circlesIn(graphOf((path) => path)), []);
  });

  it('have no circle of rooms', () => {
    assert.deepEqual(circlesIn(graphOf(roomOf)), []);
  });

  for (const room of Object.keys(FLOORS)) {
    it(`of ${room} have no circle among those that lie beside each other`, () => {
      const folders = new Set(within(`lib/${room}`).map(({ path }) => dirname(path)));
      const parents = [...folders]
        .map((folder) => dirname(folder))
        .filter((folder) => folder.startsWith(`lib/${room}`));
      for (const parent of new Set(parents)) {
        const childOf = (path: string): string | undefined =>
          path.startsWith(`${parent}/`) && path.slice(parent.length + 1).includes('/')
            ? path.slice(parent.length + 1).split('/')[0]
            : undefined;
        assert.deepEqual(circlesIn(graphOf(childOf)), [], parent);
      }
    });
  }

  it(`have at most ${MAX_ENTRIES} entries, apart from the folder with the folders of the nodes`, () => {
    const full = [...folderSizes()].filter(([folder, size]) => folder !== '.' && size > MAX_ENTRIES);
    assert.deepEqual(full, []);
  });
});
