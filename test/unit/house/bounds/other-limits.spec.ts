/** Limits of time have specs of their own: the table names them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { rowsBelow } from './limit-rows';

describe('The limits of time, and of what comes over hours', () => {
  for (const [input = '', limit = '', , , spec = ''] of rowsBelow(
    'Limits of time, and of what comes over hours',
  )) {
    it(`${input}, ${limit}: the spec exists`, () => {
      const [, path = '', title = ''] = /^`(.+)`: (.+)$/.exec(spec) ?? [];
      assert.ok(readFileSync(path, 'utf8').includes(title), title);
    });
  }
});
