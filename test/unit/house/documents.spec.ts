/** Links, headings, pictures and size of the documents. The commands in them are run by test/node/help/recipes.spec.ts. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { z } from 'zod';

const ROOT = join(__dirname, '..', '..', '..');
const MAX_README_BYTES = 9_216;
/** A picture that npm cannot show still has to say what it shows. */
const MIN_ALT_LENGTH = 20;

const manifest = z.looseObject({
  'node-red': z.looseObject({ nodes: z.record(z.string(), z.string()) }),
});

const markdownIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${folder}/${file}`);

const DOCUMENTS = [
  ...['README.md', 'CHANGELOG.md', 'examples/README.md', 'nodes/README.md'],
  ...['examples/splunk/README.md', 'examples/elastic/README.md'],
  ...['test/README.md', 'test/bench/README.md', ...markdownIn('nodes/docs'), ...markdownIn('.github')],
].filter((path) => existsSync(join(ROOT, path)));

/** Documents that name files and folders, each with the folder that short paths are relative to. */
const NAMING_PATHS = {
  '.github/CONTRIBUTING.md': '',
  'nodes/README.md': 'nodes',
  'test/README.md': 'test',
  'test/bench/README.md': 'test/bench',
};
/** In backticks: a folder with `/` at its end, or a file below a folder. */
const PATH = /`((?:[\w.-]+\/)+(?:[\w-]+(?:\.[\w-]+)*\.[a-z]+)?)`/g;

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const withoutCode = (text: string): string => text.replace(/^```[\s\S]*?^```$/gm, '');
const prose = (path: string): string => withoutCode(read(path)).replace(/`[^`\n]*`/g, '');

interface Link {
  readonly text: string;
  readonly target: string;
  readonly isPicture: boolean;
}

const linksOf = (path: string): Link[] =>
  [...prose(path).matchAll(/(!?)\[([^\]]*)\]\(([^)\s]+)\)/g)].map(
    ([, mark = '', text = '', target = '']) => ({ text, target, isPicture: mark === '!' }),
  );

const isRelative = ({ target }: Link): boolean => !/^[a-z]+:/.test(target);

/** @returns the anchors that GitHub gives to the headings, `-1`, `-2` … appended where a heading repeats */
function anchorsOf(path: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutCode(read(path)).matchAll(/^#{1,6} +(.+?) *$/gm)) {
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = plain.replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
    let unique = anchor;
    for (let count = 1; anchors.has(unique); count += 1) unique = `${anchor}-${count}`;
    anchors.add(unique);
  }
  return anchors;
}

/** Repository paths that git knows or would add; ignored files do not count. */
const tracked = (): ReadonlySet<string> =>
  new Set(
    execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: ROOT,
      encoding: 'utf8',
    }).split('\0'),
  );

describe('documents', () => {
  it('all exist', () => {
    const names = ['permissions', 'sources', 'guarantees', 'operations', 'network', 'cluster'];
    const expected = [...names, 'kri', 'policy-checks', 'formats', 'migrating'].map(
      (name) => `nodes/docs/${name}.md`,
    );
    const maps = ['nodes/README.md', 'test/README.md', '.github/CONTRIBUTING.md', '.github/SECURITY.md'];
    const receivers = ['examples/splunk/README.md', 'examples/elastic/README.md'];
    const others = ['README.md', 'examples/README.md', ...receivers, ...maps];
    assert.deepEqual(
      [...expected, ...others].filter((path) => !DOCUMENTS.includes(path)),
      [],
    );
  });

  it(`README.md has at most ${MAX_README_BYTES} bytes`, () => {
    const bytes = Buffer.byteLength(read('README.md'));
    assert.ok(bytes <= MAX_README_BYTES, `${bytes} bytes`);
  });

  for (const path of DOCUMENTS) {
    it(`${path}: every relative link leads to a file and a heading`, () => {
      const broken = linksOf(path)
        .filter(isRelative)
        .filter(({ target }) => {
          const [file = '', anchor] = decodeURIComponent(target).split('#');
          const to = file === '' ? path : posix.normalize(posix.join(posix.dirname(path), file));
          if (to.startsWith('..') || !existsSync(join(ROOT, to))) return true;
          return anchor !== undefined && !(to.endsWith('.md') && anchorsOf(to).has(anchor));
        });
      assert.deepEqual(
        broken.map(({ target }) => target),
        [],
      );
    });
  }

  it('pictures are in the repository, and their text says what they show', function () {
    if (!existsSync(join(ROOT, '.git'))) this.skip();
    const known = tracked();
    const pictures = DOCUMENTS.flatMap((path) =>
      linksOf(path)
        .filter((link) => link.isPicture)
        .map(({ text, target }) => ({ text, path: posix.join(dirname(path), target) })),
    );
    assert.ok(pictures.length > 0);
    for (const { text, path } of pictures) {
      assert.ok(known.has(path), `${path} is not in the repository`);
      assert.ok(text.length >= MIN_ALT_LENGTH, `${path}: ${text}`);
    }
  });

  it('every picture in nodes/docs/images is shown somewhere', () => {
    const shown = DOCUMENTS.flatMap(linksOf).map(({ target }) => posix.basename(target));
    assert.deepEqual(
      readdirSync(join(ROOT, 'nodes', 'docs', 'images')).filter((file) => !shown.includes(file)),
      [],
    );
  });

  it('examples/README.md lists every example, and no other', () => {
    const listed = [...read('examples/README.md').matchAll(/^\| (\d\d) \| ([^|]+) \|/gm)].map(
      ([, number, name]) => `${number} - ${name}.json`,
    );
    assert.deepEqual(
      listed,
      readdirSync(join(ROOT, 'examples'))
        .filter((file) => file.endsWith('.json'))
        .sort(),
    );
  });

  it('README.md lists every node', () => {
    const { 'node-red': nodeRed } = manifest.parse(JSON.parse(read('package.json')));
    const listed = [...read('README.md').matchAll(/^\| `(mimecast-[a-z-]+)` \|/gm)].map(([, name]) => name);
    assert.deepEqual(listed.sort(), Object.keys(nodeRed.nodes).sort());
  });

  for (const [path, folder] of Object.entries(NAMING_PATHS)) {
    it(`every path that ${path} names exists`, () => {
      const named = [...withoutCode(read(path)).matchAll(PATH)]
        .map(([, name = '']) => name)
        // The build makes it.
        .filter((name) => !name.startsWith('dist/'));
      assert.ok(named.length > 5);
      assert.deepEqual(
        named.filter((name) => ![folder, ''].some((base) => existsSync(join(ROOT, base, name)))),
        [],
      );
    });
  }
});
