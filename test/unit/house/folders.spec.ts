import assert from 'node:assert/strict';
import { join } from 'node:path';
import { folderSizes } from './imports';

/** As for the folders of nodes/ (walls.spec.ts). */
const MAX_ENTRIES = 16;
/** One file for each format and log: data that is written by a spec, and read as a whole. */
const DATA: ReadonlySet<string> = new Set(['unit/formats/golden']);

const sizes = [...folderSizes(join(__dirname, '..', '..'))];

describe('The folders of the tests', () => {
  it(`have at most ${MAX_ENTRIES} entries, apart from data`, () => {
    assert.deepEqual(
      sizes.filter(([folder, size]) => size > MAX_ENTRIES && !DATA.has(folder)),
      [],
    );
  });

  it('with data exist', () => {
    const folders = new Set(sizes.map(([folder]) => folder));
    assert.deepEqual(
      [...DATA].filter((folder) => !folders.has(folder)),
      [],
    );
  });
});
