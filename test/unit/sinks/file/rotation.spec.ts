import assert from 'node:assert/strict';
import { rotation } from '../../../../nodes/lib/properties/values/rotation';
import { nodeFileSystem } from '../../../../nodes/lib/sinks/file/file-system';
import { archive, rotatedName, rotationDue } from '../../../../nodes/lib/sinks/file/rotation';
import { Folder } from './folder';

const parse = (raw: unknown) => {
  const parsed = rotation().parse(raw);
  return parsed.ok ? parsed.value : parsed.problem.key;
};

describe('A rotation', () => {
  const cases: readonly [unknown, unknown][] = [
    [undefined, { by: 'none' }],
    [' ', { by: 'none' }],
    ['none', { by: 'none' }],
    ['day', { by: 'day' }],
    ['hour', { by: 'hour' }],
    ['100 MB', { by: 'size', bytes: 100_000_000 }],
    ['1.5gb', { by: 'size', bytes: 1_500_000_000 }],
    ['64KiB', { by: 'size', bytes: 65_536 }],
    ['2 M', { by: 'size', bytes: 2_000_000 }],
    [5000, { by: 'size', bytes: 5000 }],
    ['0', 'rotation'],
    ['-1 MB', 'rotation'],
    ['week', 'rotation'],
    ['99999999999 GB', 'rotation'],
    ['1 parsec', 'rotation'],
  ];
  for (const [raw, expected] of cases) {
    it(`${JSON.stringify(raw)} is ${JSON.stringify(expected)}`, () => assert.deepEqual(parse(raw), expected));
  }

  const at = (iso: string): number => Date.parse(iso);
  const day = at('2026-11-22T23:59:59.999Z');
  const next = at('2026-11-23T00:00:00Z');

  it('by day ends a file with its day, in UTC', () => {
    assert.equal(rotationDue({ by: 'day' }, { size: 1, mtimeMs: day }, 1, day), undefined);
    assert.equal(rotationDue({ by: 'day' }, { size: 1, mtimeMs: day }, 1, next), '2026-11-22');
  });

  it('by hour ends a file with its hour', () => {
    assert.equal(rotationDue({ by: 'hour' }, { size: 1, mtimeMs: day }, 1, next), '2026-11-22T23');
  });

  it('ignores a clock that was set back', () => {
    assert.equal(rotationDue({ by: 'day' }, { size: 1, mtimeMs: next }, 1, day), undefined);
  });

  it('by size ends a file before it would grow too large', () => {
    const by = { by: 'size', bytes: 100 } as const;
    assert.equal(rotationDue(by, { size: 90, mtimeMs: 0 }, 10, next), undefined);
    assert.equal(rotationDue(by, { size: 91, mtimeMs: 0 }, 10, next), '');
  });

  it('keeps an empty file, and any file without rotation', () => {
    assert.equal(rotationDue({ by: 'size', bytes: 1 }, { size: 0, mtimeMs: 0 }, 10, next), undefined);
    assert.equal(rotationDue({ by: 'day' }, { size: 0, mtimeMs: 0 }, 10, next), undefined);
    assert.equal(rotationDue({ by: 'none' }, { size: 9e12, mtimeMs: 0 }, 10, next), undefined);
  });
});

describe('A finished file', () => {
  const names: readonly [string, string, number, string][] = [
    ['/a/siem.ndjson', '2026-11-22', 0, '/a/siem.2026-11-22.ndjson'],
    ['/a/siem.ndjson.gz', '2026-11-22T07', 2, '/a/siem.2026-11-22T07.000002.ndjson.gz'],
    ['/a/siem.ndjson', '', 1, '/a/siem.000001.ndjson'],
    ['/a/siem', '', 12, '/a/siem.000012'],
    ['/a/siem.gz', '', 1, '/a/siem.000001.gz'],
    ['/a/.siem', '', 1, '/a/.siem.000001'],
  ];
  for (const [path, period, number, name] of names) {
    it(`has the name ${name}`, () => assert.equal(rotatedName(path, period, number), name));
  }

  const folder = new Folder();
  const finish = async (content: string, period = ''): Promise<void> => {
    folder.put('a.log', content);
    await archive(nodeFileSystem, folder.to('a.log'), period);
  };

  it('gets the next number, also when older ones were removed', async () => {
    for (const name of ['a.000004.log', 'a.x.log', 'a.000009.txt', 'b.000008.log']) folder.put(name, 'old');
    await finish('new');
    assert.equal(folder.read('a.000005.log'), 'new');
    assert.equal(folder.read('a.000004.log'), 'old');
    assert.ok(!folder.names().includes('a.log'));
  });

  it('gets a number only when its day has a file already', async () => {
    await finish('one', '2026-11-22');
    await finish('two', '2026-11-22');
    await finish('three', '2026-11-22');
    assert.deepEqual(folder.names(), [
      'a.2026-11-22.000001.log',
      'a.2026-11-22.000002.log',
      'a.2026-11-22.log',
    ]);
    assert.equal(folder.read('a.2026-11-22.000002.log'), 'three');
  });

  it('never replaces another file, not even one made at the same moment', async () => {
    folder.put('a.log', 'mine');
    const late = {
      ...nodeFileSystem,
      readdir: async (path: string) => {
        const names = await nodeFileSystem.readdir(path);
        folder.put('a.000001.log', 'theirs');
        return names;
      },
    };
    await archive(late, folder.to('a.log'), '');
    assert.equal(folder.read('a.000001.log'), 'theirs');
    assert.equal(folder.read('a.000002.log'), 'mine');
  });

  it('leaves no empty file behind when it cannot be renamed', async () => {
    folder.put('a.log', 'mine');
    const stuck = {
      ...nodeFileSystem,
      rename: async () => {
        throw Object.assign(new Error('no'), { code: 'EBUSY' });
      },
    };
    await assert.rejects(archive(stuck, folder.to('a.log'), ''), { code: 'EBUSY' });
    assert.deepEqual(folder.names(), ['a.log']);
  });
});
