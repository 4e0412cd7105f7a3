import assert from 'node:assert/strict';
import { canonicalJson, contentHash, shortHash } from '../../../nodes/lib/util/canonical-json';

const TEXT =
  '{"b":1,"a":{"z":[3,{"y":1,"x":null}],"é":"ü"},"10":"ten","9":"nine","B":true,"__proto__":{"p":1},"t":"2026"}';

describe('The canonical form of a record', () => {
  const record: Record<string, unknown> = JSON.parse(TEXT);

  it('has members in the order of their names, on every level, and unchanged lists', () => {
    assert.equal(
      canonicalJson(record),
      '{"9":"nine","10":"ten","B":true,"__proto__":{"p":1},"a":{"z":[3,{"x":null,"y":1}],"é":"ü"},"b":1,"t":"2026"}',
    );
  });

  it('is the same for records that differ in member order only', () => {
    const turned = Object.fromEntries(Object.entries(record).reverse());
    assert.equal(contentHash(turned), contentHash(record));
    assert.notEqual(contentHash({ ...record, b: 2 }), contentHash(record));
  });

  it('leaves the record unchanged', () => {
    canonicalJson(record);
    assert.equal(JSON.stringify(record), JSON.stringify(JSON.parse(TEXT)));
  });

  it('can omit members that another read may return differently', () => {
    assert.equal(contentHash(record, ['t']), contentHash({ ...record, t: 'later' }, ['t']));
  });

  // Positions store them: another hash for the same record would deliver a day of records twice after an upgrade.
  it('has the hashes that positions of earlier releases contain', () => {
    assert.equal(
      contentHash({ id: 'x', nested: { b: 1, a: ['é', null] } }),
      '9900b482cb580e6c5a048aaca98c3372c0341835b8deb3a0747acbca5f616ecd',
    );
    assert.equal(shortHash('<id@example.com>'), 'JQzkI0Dgh3r');
  });
});
