import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REFERENCE_ROWS } from './reference-rows';

const TEST_FOLDER = join(__dirname, '..', '..');

describe('The quirks of the reference (wire.md 14)', () => {
  it('are all in the table, once', () => {
    assert.deepEqual(
      REFERENCE_ROWS.map(({ row }) => row),
      Array.from({ length: 42 }, (_, index) => index + 1),
    );
  });

  for (const { row, behaviour, coveredBy, waitsFor } of REFERENCE_ROWS) {
    it(`${row}. ${behaviour}: ${waitsFor === undefined ? 'covered' : `waits for ${waitsFor}`}`, () => {
      assert.ok(coveredBy.length > 0 || waitsFor !== undefined);
      for (const [file, title] of coveredBy) {
        const text = readFileSync(join(TEST_FOLDER, file), 'utf8');
        assert.ok(text.includes(title), `${file} has no test "${title}"`);
      }
    });
  }
});
