import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import FakeTimers from '@sinonjs/fake-timers';
import type { WriteOptions } from '../../../../nodes/lib/sinks/file/append-file';
import { OpenFilePool } from '../../../../nodes/lib/sinks/file/open-file-pool';
import { seededRandom } from '../../../fixed/seed';
import { FailingDisk } from './failing-disk';
import { Folder } from './folder';

const HOW: WriteOptions = { gzip: false, rotation: { by: 'none' }, sync: false };
const me = {};
const you = {};

describe('The files of a process', () => {
  const folder = new Folder();
  let faults: FailingDisk;
  let pool: OpenFilePool;
  const start = (open = 64, idleMs = 30_000): void => {
    faults = new FailingDisk();
    pool = new OpenFilePool(faults, { open, idleMs });
  };
  beforeEach(() => start());
  afterEach(async () => {
    await pool.release(me);
    await pool.release(you);
    assert.equal(faults.opened, 0, 'a file was left open');
  });
  const append = (name: string, text: string, user = me): Promise<void> =>
    pool.append(folder.to(name), Buffer.from(text), HOW, user);

  it('never mix lines, with any number of slow writers', async () => {
    const random = seededRandom();
    faults.before = () => new Promise((resolve) => setTimeout(resolve, random() * 3));
    const write = async (user: typeof me, name: string): Promise<void> => {
      for (let index = 0; index < 20; index += 1) {
        await append('a.log', `${name} ${index} ${'x'.repeat(index)}\n`, user);
      }
    };
    await Promise.all([write(me, 'me'), write(you, 'you')]);
    for (const name of ['me', 'you']) {
      const mine = folder
        .read('a.log')
        .split('\n')
        .filter((line) => line.startsWith(`${name} `));
      assert.deepEqual(
        mine,
        Array.from({ length: 20 }, (_, index) => `${name} ${index} ${'x'.repeat(index)}`),
      );
    }
    assert.equal(faults.maxOpened, 1);
  });

  it('are one file by all its names, before and after it exists', async () => {
    mkdirSync(folder.to('real'));
    symlinkSync(folder.to('real'), folder.to('link'));
    await Promise.all([append('real/new/a.log', 'one\n'), append('link/new/a.log', 'two\n', you)]);
    symlinkSync(folder.to('real/new/a.log'), folder.to('other.log'));
    await append('other.log', 'three\n');
    // The first two were written at the same time.
    assert.match(folder.read('real/new/a.log'), /^(one\ntwo|two\none)\nthree\n$/);
    assert.equal(faults.maxOpened, 1);
    assert.equal(pool.size, 1);
  });

  it('stay open for their remaining users', async () => {
    await append('a.log', 'one\n', me);
    await append('a.log', 'two\n', you);
    await pool.release(me);
    assert.equal(pool.size, 1);
    await pool.release(you);
    assert.equal(pool.size, 0);
  });

  it('are closed when there are too many, the least recently used first', async () => {
    start(3);
    for (const name of ['a', 'b', 'c', 'a', 'd', 'e']) await append(name, `${name}\n`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(pool.size, 3);
    assert.ok(faults.maxOpened <= 4, `${faults.maxOpened} open`);
    await append('b', 'again\n');
    assert.equal(folder.read('b'), 'b\nagain\n');
    assert.equal(folder.read('a'), 'a\na\n');
  });

  it('are closed after a while without writes, and opened again', async () => {
    const clock = FakeTimers.install({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    try {
      await append('a.log', 'one\n');
      clock.tick(20_000);
      await append('b.log', 'one\n');
      clock.tick(10_000);
      await new Promise((resolve) => setImmediate(resolve));
      await pool.append(folder.to('b.log'), Buffer.from('two\n'), HOW, me);
      assert.equal(pool.size, 1);
      clock.tick(60_000);
      for (let turn = 0; turn < 100_000 && faults.opened > 0; turn += 1) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      assert.equal(faults.opened, 0);
      await append('a.log', 'two\n');
      assert.equal(folder.read('a.log'), 'one\ntwo\n');
    } finally {
      clock.uninstall();
    }
  });

  it('report an unreachable path', async () => {
    folder.put('file', '');
    await assert.rejects(append('file/a.log', 'one\n'), { name: 'FileError', code: 'ENOTDIR' });
    symlinkSync(folder.to('circle'), folder.to('circle'));
    await assert.rejects(append('circle', 'one\n'), { name: 'FileError', code: 'ELOOP' });
  });
});
