import assert from 'node:assert/strict';
import { canonicalJson, contentHash, shortHash } from '../../../../nodes/lib/streams/paged/canonical';

const TEXT =
  '{"b":1,"a":{"z":[3,{"y":1,"x":null}],"é":"ü"},"10":"ten","9":"nine","B":true,"__proto__":{"p":1},"t":"2026"}';

describe('the canonical form of a record', () => {
  const record: Record<string, unknown> = JSON.parse(TEXT);

  it('has members in the order of their names, on every level, and lists as they are', () => {
    assert.equal(
      canonicalJson(record),
      '{"9":"nine","10":"ten","B":true,"__proto__":{"p":1},"a":{"z":[3,{"x":null,"y":1}],"é":"ü"},"b":1,"t":"2026"}',
    );
  });

  it('is the same for records that differ in the order of their members only', () => {
    const turned = Object.fromEntries(Object.entries(record).reverse());
    assert.equal(contentHash(turned), contentHash(record));
    assert.notEqual(contentHash({ ...record, b: 2 }), contentHash(record));
  });

  it('leaves the record as it was', () => {
    canonicalJson(record);
    assert.equal(JSON.stringify(record), JSON.stringify(JSON.parse(TEXT)));
  });

  it('can leave members out that another read may give differently', () => {
    assert.equal(contentHash(record, ['t']), contentHash({ ...record, t: 'later' }, ['t']));
  });

  // Positions keep them: another hash for the same record would bring a day of records twice after an upgrade.
  it('comes to the hashes that positions of earlier releases hold', () => {
    assert.equal(
      contentHash({ id: 'x', nested: { b: 1, a: ['é', null] } }),
      '9900b482cb580e6c5a048aaca98c3372c0341835b8deb3a0747acbca5f616ecd',
    );
    assert.equal(shortHash('<id@example.com>'), 'JQzkI0Dgh3r');
  });
});
