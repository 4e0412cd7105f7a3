import assert from 'node:assert/strict';
import { omitEmpty } from '../../../nodes/lib/util/omit-empty';

describe('omitEmpty', () => {
  it('drops empty texts and undefined only: false and zero are values', () => {
    const values = { ca: '', cert: undefined, key: 'pem', rejectUnauthorized: false, timeout: 0 };
    assert.deepEqual(omitEmpty(values), { key: 'pem', rejectUnauthorized: false, timeout: 0 });
  });
});
