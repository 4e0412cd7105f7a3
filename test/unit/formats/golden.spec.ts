import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FORMATS } from '../../../nodes/lib/properties/values/format-options';
import { SAMPLES, type Sample } from './samples';
import { formatted } from './support/format-sample';

const FOLDER = join(__dirname, 'golden');
/** Writes the present output, to be reviewed before it is committed. */
const REWRITE = process.env['UPDATE_GOLDEN'] === '1';

const shown = (payload: unknown): string =>
  typeof payload === 'string' ? payload.replaceAll('\t', '<tab>') : JSON.stringify(payload, undefined, 1);

const golden = (sample: Sample): string =>
  FORMATS.map((format) => `--- ${format}\n${shown(formatted(sample, { format }))}`).join('\n');

describe('Every kind of record in every format (golden files)', () => {
  for (const [name, sample] of Object.entries(SAMPLES)) {
    it(name, () => {
      const file = join(FOLDER, `${name}.txt`);
      const made = `${golden(sample).trimEnd()}\n`;
      if (REWRITE) writeFileSync(file, made);
      assert.ok(existsSync(file), 'there is no golden file');
      assert.equal(made, readFileSync(file, 'utf8'));
    });
  }

  it('has no golden file of a record that does not exist any more', () => {
    assert.deepEqual(
      readdirSync(FOLDER).sort(),
      Object.keys(SAMPLES)
        .map((name) => `${name}.txt`)
        .sort(),
    );
  });
});
