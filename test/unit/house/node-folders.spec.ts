import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const NODES = join(__dirname, '..', '..', '..', 'nodes');

/** Folders below nodes/ that are no node. */
const SHARED = ['docs', 'editor', 'lib', 'locales', 'overview'];

const folders = readdirSync(NODES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !SHARED.includes(entry.name))
  .map(({ name }) => name);

const filesOf = (folder: string): string[] =>
  readdirSync(join(NODES, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      basename(parentPath) === folder ? name : `${basename(parentPath)}/${name}`,
    )
    .sort();

describe('the folders of the nodes', () => {
  it('are checked where there are nodes', () => assert.ok(folders.length >= 15));

  for (const folder of folders) {
    it(`nodes/${folder} has the files that every node has`, () => {
      assert.deepEqual(filesOf(folder), [
        'editor.ts',
        'locales/de.json',
        'locales/en-US.help.html',
        'locales/en-US.json',
        `mimecast-${folder}.html`,
        `mimecast-${folder}.ts`,
      ]);
    });

    it(`nodes/${folder} registers its type as every node does`, () => {
      const entry = readFileSync(join(NODES, folder, `mimecast-${folder}.ts`), 'utf8');
      const call =
        /\bregister(?:Node(?:<\w+>)?\(RED, |SourceNode\(RED, \{\s*type: )'mimecast-([a-z-]+)'/.exec(entry);
      assert.equal(call?.[1], folder);
      assert.doesNotMatch(entry, /RED\.nodes\./);
    });
  }
});
