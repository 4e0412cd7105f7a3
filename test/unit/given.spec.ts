import assert from 'node:assert/strict';
import { given } from '../../nodes/lib/given';

describe('what was filled in', () => {
  it('is all but empty texts and undefined: false and zero are wishes', () => {
    const values = { ca: '', cert: undefined, key: 'pem', rejectUnauthorized: false, timeout: 0 };
    assert.deepEqual(given(values), { key: 'pem', rejectUnauthorized: false, timeout: 0 });
  });
});
