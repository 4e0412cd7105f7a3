import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');
const WIRE = 'nodes/docs/wire.md';

/** Where citations are checked; a folder that does not exist has none. */
const CHECKED = ['nodes', 'test', 'examples', '.github', 'README.md'] as const;
/** Documents can be anywhere else, too. */
const DOCUMENT_FOLDERS = ['nodes', 'test', 'examples', '.github', '.'] as const;

const CODE = /\.(?:ts|mts|cts|js|mjs|cjs)$/;
const BINARY = /\.(?:png|gz|ico|woff2?|pem|p12|zip)$/;

interface TextFile {
  /** from the root of the repository, with slashes */
  readonly path: string;
  readonly text: string;
}

const slashes = (path: string): string => path.split(sep).join('/');

/** Paths of the files at or below a path; `.` has only those that lie in the root itself. */
function pathsBelow(path: string): readonly string[] {
  const full = join(ROOT, path);
  if (!existsSync(full)) return [];
  if (statSync(full).isFile()) return [path];
  return readdirSync(full, { recursive: path !== '.', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => slashes(join(entry.parentPath, entry.name)).slice(slashes(ROOT).length + 1))
    .filter((file) => !file.includes('node_modules/'));
}

const files: readonly TextFile[] = CHECKED.flatMap(pathsBelow)
  .filter((path) => !BINARY.test(path))
  .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));

const documents: readonly string[] = DOCUMENT_FOLDERS.flatMap(pathsBelow).filter((path) =>
  path.endsWith('.md'),
);

/** A string that contains two slashes counts as a comment, too: this makes the check stricter, not weaker. */
const commentsOf = ({ path, text }: TextFile): string =>
  CODE.test(path) ? (text.match(/\/\*[\s\S]*?\*\/|\/\/.*$/gm) ?? []).join('\n') : text;

/** The words of a comment, without the stars at the beginnings of its lines and without web addresses. */
const plain = (text: string): string =>
  text.replace(/\n\s*(?:\*|\/\/)?\s*/g, ' ').replace(/https?:\/\/\S+/g, '');

/** `wire.md 4.1`, `wire.md 3.2, 10.8 and 11.2`, `wire.md 9 to 12` */
const CITATION = /\bwire\.md (\d+(?:\.\d+)*(?:(?:, | and |, and | to )\d+(?:\.\d+)*)*)/g;
/** `wire.md 14, row 23`, `wire.md 14, rows 18 and 19` */
const ROWS = /\bwire\.md 14,? rows? ((?:\d+|, | and | to )+)/g;

const numbersIn = (list: string): readonly string[] => list.match(/\d+(?:\.\d+)*/g) ?? [];

const cited = (pattern: RegExp): readonly (readonly [path: string, number: string])[] =>
  files.flatMap(({ path, text }) =>
    [...plain(text).matchAll(pattern)].flatMap(([, list = '']) =>
      numbersIn(list).map((number) => [path, number] as const),
    ),
  );

/** Texts that only the authors of the package had, and that are not part of it. */
const ELSEWHERE = [
  /\b(?:mimecast-api|design|peers|node-red-craft|field|ecs-fields|line-formats|ocsf-classes)\.md\b/,
  /\bdesign \d/,
  /\bcraft \d/,
];

describe('citations', () => {
  const wire = readFileSync(join(ROOT, WIRE), 'utf8');
  const headings = new Set([...wire.matchAll(/^#{2,3} (\d+(?:\.\d+)*)\.? /gm)].map(([, number]) => number));
  const [, quirks = ''] = /^## 14\. ([\s\S]*?)^## /m.exec(wire) ?? [];
  const rows = new Set([...quirks.matchAll(/^\| (\d+) \|/gm)].map(([, row]) => row));

  it('are read from files that exist', () => {
    assert.ok(files.length > 300);
    assert.ok(headings.size > 50);
    assert.equal(rows.size, 42);
    assert.ok(cited(CITATION).length > 0);
    assert.ok(documents.includes('README.md') && documents.includes(WIRE));
  });

  it('of wire.md name a section that it has', () => {
    const wrong = cited(CITATION).filter(([, number]) => !headings.has(number));
    assert.deepEqual(wrong, []);
  });

  it('of a row of wire.md 14 name a row that it has', () => {
    assert.deepEqual(
      cited(ROWS).filter(([, row]) => !rows.has(row)),
      [],
    );
  });

  it('name no document that is not in the repository', () => {
    const isThere = (name: string): boolean => {
      const path = name.replace(/^(?:\.{0,2}\/)+/, '');
      return documents.some((one) => one === path || one.endsWith(`/${path}`));
    };
    const unknown = files.flatMap((file) =>
      [...plain(commentsOf(file)).matchAll(/[\w./-]*\w\.md\b/g)]
        .filter(([name]) => !isThere(name))
        .map(([name]) => `${file.path}: ${name}`),
    );
    assert.deepEqual(unknown, []);
  });

  it('name no text that only the authors of the package had', () => {
    const found = files.flatMap(({ path, text }) =>
      ELSEWHERE.flatMap((pattern) => pattern.exec(text)?.[0] ?? []).map((words) => `${path}: ${words}`),
    );
    assert.deepEqual(found, []);
  });
});
