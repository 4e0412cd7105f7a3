import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdirSync,
  renameSync,
  statSync,
  truncateSync,
  unlinkSync,
  utimesSync,
} from 'node:fs';
import { gzipSync } from 'node:zlib';
import { disk } from '../../../../nodes/lib/sinks/file/door';
import { findGzipEnd, gzipMember } from '../../../../nodes/lib/sinks/file/gzip-member';
import { type How, Writer } from '../../../../nodes/lib/sinks/file/writer';
import { FailingDisk } from './failing-disk';
import { Folder } from './folder';

const PLAIN: How = { gzip: false, rotation: { by: 'none' }, sync: true };
const GZIP: How = { ...PLAIN, gzip: true };

describe('the writer of a file', () => {
  const folder = new Folder();
  let faults: FailingDisk;
  let writer: Writer;
  beforeEach(() => {
    faults = new FailingDisk();
    writer = new Writer(folder.to('a.log'), faults);
  });
  afterEach(async () => {
    await writer.close();
    assert.equal(faults.opened, 0, 'a file was left open');
  });
  const append = (text: string, how: How = PLAIN): Promise<void> => writer.append(Buffer.from(text), how);

  it('makes the folders that are missing, for user and group only', async () => {
    writer = new Writer(folder.to('b', 'c', 'a.log'), faults);
    await append('one\n');
    assert.equal(folder.read('b', 'c', 'a.log'), 'one\n');
    assert.equal(statSync(folder.to('b', 'c')).mode & 0o027, 0);
    assert.equal(statSync(folder.to('b', 'c', 'a.log')).mode & 0o137, 0);
  });

  it('appends to what is there', async () => {
    folder.put('a.log', 'before\n');
    await append('one\n');
    await append('two\n');
    assert.equal(folder.read('a.log'), 'before\none\ntwo\n');
  });

  it('syncs each time, and after the write', async () => {
    await append('one\n');
    await append('two\n');
    assert.deepEqual(faults.done, ['write', 'datasync', 'write', 'datasync']);
  });

  it('does not sync when it need not', async () => {
    await append('one\n', { ...PLAIN, sync: false });
    assert.deepEqual(faults.done, ['write']);
  });

  it('goes on in a new file when the old one was moved away, and leaves that whole', async () => {
    await append('one\n');
    renameSync(folder.to('a.log'), folder.to('a.log.1'));
    await append('two\n');
    assert.equal(folder.read('a.log.1'), 'one\n');
    assert.equal(folder.read('a.log'), 'two\n');
  });

  it('begins anew when the file, or its folder, was removed', async () => {
    writer = new Writer(folder.to('b', 'a.log'), faults);
    await append('one\n');
    unlinkSync(folder.to('b', 'a.log'));
    await append('two\n');
    assert.equal(folder.read('b', 'a.log'), 'two\n');
    renameSync(folder.to('b'), folder.to('c'));
    await append('three\n');
    assert.equal(folder.read('b', 'a.log'), 'three\n');
  });

  it('goes on at the end when somebody emptied the file', async () => {
    await append('one\n');
    truncateSync(folder.to('a.log'));
    await append('two\n');
    assert.equal(folder.read('a.log'), 'two\n');
  });

  describe('finds an unfinished last line', () => {
    it('and ends it, so that it is not glued to the next record', async () => {
      folder.put('a.log', '{"a":1}\n{"b":');
      await append('{"c":3}\n');
      await append('{"d":4}\n');
      assert.equal(folder.read('a.log'), '{"a":1}\n{"b":\n{"c":3}\n{"d":4}\n');
    });

    it('also when the first attempt to go on fails', async () => {
      folder.put('a.log', 'torn');
      faults.room = 3;
      await assert.rejects(append('next\n'), { code: 'ENOSPC' });
      assert.equal(folder.read('a.log'), 'torn');
      faults.room = 100;
      await append('next\n');
      assert.equal(folder.read('a.log'), 'torn\nnext\n');
    });

    it('and adds nothing to a file that is in order or empty', async () => {
      folder.put('a.log', '');
      await append('one\n');
      assert.equal(folder.read('a.log'), 'one\n');
    });
  });

  describe('on a disk that is full', () => {
    for (const room of [0, 1, 7]) {
      it(`with room for ${room} bytes leaves nothing of what failed, and goes on when there is room`, async () => {
        await append('one\n');
        faults.room = room;
        await assert.rejects(append('two and more\n'), {
          name: 'FileError',
          code: 'ENOSPC',
          short: 'disk full',
          message: `${folder.to('a.log')} was not written: the disk is full: make room`,
        });
        await assert.rejects(append('two and more\n'), { code: 'ENOSPC' });
        assert.equal(folder.read('a.log'), 'one\n');
        faults.room = 1000;
        await append('two and more\n');
        assert.equal(folder.read('a.log'), 'one\ntwo and more\n');
      });
    }

    it('completes a short write that the disk made for another reason', async () => {
      const short = {
        ...disk,
        open: async (...given: Parameters<typeof disk.open>) => {
          const file = await disk.open(...given);
          return Object.assign(Object.create(file), {
            stat: () => file.stat(),
            close: () => file.close(),
            datasync: () => file.datasync(),
            write: (buffer: Buffer, offset: number, length: number) =>
              file.write(buffer, offset, Math.min(length, 3)),
          });
        },
      };
      const slow = new Writer(folder.to('s.log'), short);
      await slow.append(Buffer.from('0123456789\n'), PLAIN);
      await slow.close();
      assert.equal(folder.read('s.log'), '0123456789\n');
    });

    it('takes the half record back later when it can not at once, and writes nothing before', async () => {
      await append('one\n');
      faults.room = 2;
      faults.failing.set('truncate', 'EIO');
      await assert.rejects(append('two\n'), { code: 'ENOSPC' });
      faults.room = 1000;
      await assert.rejects(append('two\n'), { code: 'EIO' });
      assert.equal(folder.read('a.log'), 'one\ntw');
      faults.failing.clear();
      await append('two\n');
      assert.equal(folder.read('a.log'), 'one\ntwo\n');
    });

    it('takes it back when it is closed', async () => {
      await append('one\n');
      faults.room = 2;
      faults.failing.set('truncate', 'EIO');
      await assert.rejects(append('two\n'));
      faults.failing.clear();
      await writer.close();
      assert.equal(folder.read('a.log'), 'one\n');
    });
  });

  it('takes back what could not be synced: nobody was told that it is there', async () => {
    await append('one\n');
    faults.failing.set('datasync', 'EIO');
    await assert.rejects(append('two\n'), { code: 'EIO', short: 'disk error' });
    assert.equal(folder.read('a.log'), 'one\n');
    faults.failing.clear();
    await append('two\n');
    assert.equal(folder.read('a.log'), 'one\ntwo\n');
  });

  it('shortens by path where a handle that appends can not be shortened (Windows)', async () => {
    await append('one\n');
    faults.room = 2;
    faults.failing.set('truncate', 'EPERM');
    await assert.rejects(append('two\n'), { code: 'ENOSPC' });
    assert.equal(folder.read('a.log'), 'one\n');
  });

  it("does not cut another program's lines off, and ends its own torn one", async () => {
    await append('one\n');
    faults.room = 2;
    faults.before = () => {
      faults.before = undefined;
      appendFileSync(folder.to('a.log'), 'theirs\n');
    };
    await assert.rejects(append('two\n'), { code: 'ENOSPC' });
    faults.room = 1000;
    await append('two\n');
    assert.equal(folder.read('a.log'), 'one\ntheirs\ntw\ntwo\n');
  });

  const impossible: readonly [string, () => string, string][] = [
    ['a folder of that name', () => folder.to(), 'EISDIR'],
    ['a file where a folder should be', () => folder.to('file', 'a.log'), 'ENOTDIR'],
    ['a name that is too long', () => folder.to('x'.repeat(300)), 'ENAMETOOLONG'],
    ['a device', () => '/dev/null', 'FILE_KIND'],
  ];
  for (const [what, path, code] of impossible) {
    it(`says what is wrong: ${what}`, async () => {
      folder.put('file', '');
      const wrong = new Writer(path(), disk);
      await assert.rejects(wrong.append(Buffer.from('x\n'), PLAIN), { name: 'FileError', code });
      await wrong.close();
    });
  }

  it('says what is wrong: no permission, and works once there is', async () => {
    faults.failing.set('open', 'EACCES');
    await assert.rejects(append('one\n'), { code: 'EACCES', short: 'no permission' });
    faults.failing.clear();
    faults.failing.set('stat', 'EWEIRD');
    await assert.rejects(append('one\n'), {
      code: 'EWEIRD',
      short: 'EWEIRD',
      message: /made up by the test/,
    });
    faults.failing.clear();
    await append('one\n');
    assert.equal(folder.read('a.log'), 'one\n');
  });

  it('leaves no file open that it could not look into', async () => {
    folder.put('a.log', 'before\n');
    faults.failing.set('read', 'EIO');
    await assert.rejects(append('one\n'), { code: 'EIO' });
    assert.equal(faults.opened, 0);
  });

  it('does not wait for ever for a disk that takes nothing and does not say why', async () => {
    faults.room = 0.5;
    await assert.rejects(append('one\n'), { code: 'EIO' });
  });

  describe('with a rotation', () => {
    it('by size begins a new file, numbered in order', async () => {
      const how: How = { ...PLAIN, rotation: { by: 'size', bytes: 8 } };
      for (const text of ['one\n', 'two\n', 'three\n', 'far too long\n', 'x\n']) await append(text, how);
      assert.deepEqual(folder.names(), ['a.000001.log', 'a.000002.log', 'a.000003.log', 'a.log']);
      assert.equal(folder.read('a.000001.log'), 'one\ntwo\n');
      assert.equal(folder.read('a.000002.log'), 'three\n');
      assert.equal(folder.read('a.000003.log'), 'far too long\n');
      assert.equal(folder.read('a.log'), 'x\n');
    });

    it('by day sets yesterday aside, also what an earlier process wrote', async () => {
      folder.put('a.log', 'yesterday\n');
      const then = new Date(Date.now() - 24 * 60 * 60 * 1000);
      utimesSync(folder.to('a.log'), then, then);
      await append('today\n', { ...PLAIN, rotation: { by: 'day' } });
      assert.equal(folder.read(`a.${then.toISOString().slice(0, 10)}.log`), 'yesterday\n');
      assert.equal(folder.read('a.log'), 'today\n');
    });

    it('ends a torn last line in the file that is finished, and cuts a torn member off', async () => {
      const then = new Date(Date.now() - 24 * 60 * 60 * 1000);
      const day = then.toISOString().slice(0, 10);
      const how: How = { ...PLAIN, rotation: { by: 'day' } };
      folder.put('a.log', 'whole\ntor');
      folder.put('b.log', Buffer.concat([await gzipMember(Buffer.from('whole\n')), Buffer.of(0x1f, 0x8b)]));
      for (const name of ['a.log', 'b.log']) utimesSync(folder.to(name), then, then);
      await append('today\n', how);
      const packed = new Writer(folder.to('b.log'), faults);
      await packed.append(Buffer.from('today\n'), { ...how, gzip: true });
      await packed.close();
      assert.equal(folder.read(`a.${day}.log`), 'whole\ntor\n');
      assert.equal(folder.read('a.log'), 'today\n');
      assert.equal(folder.unpacked(`b.${day}.log`), 'whole\n');
      assert.equal(folder.unpacked('b.log'), 'today\n');
    });

    it('that fails writes nothing, and loses nothing', async () => {
      const how: How = { ...PLAIN, rotation: { by: 'size', bytes: 4 } };
      await append('one\n', how);
      faults.failing.set('rename', 'EACCES');
      await assert.rejects(append('two\n', how), { code: 'EACCES' });
      assert.deepEqual(folder.names(), ['a.log']);
      faults.failing.clear();
      await append('two\n', how);
      assert.equal(folder.read('a.000001.log'), 'one\n');
      assert.equal(folder.read('a.log'), 'two\n');
    });
  });

  describe('of a gzip file', () => {
    const readable = (): string => folder.unpacked('a.log');

    it('writes a member each time, which any reader takes', async () => {
      await append('one\n', GZIP);
      const first = statSync(folder.to('a.log')).size;
      await append('two\n', GZIP);
      assert.equal(readable(), 'one\ntwo\n');
      truncateSync(folder.to('a.log'), first);
      assert.equal(readable(), 'one\n');
    });

    it('cuts a torn member off, wherever it was torn, and goes on', async () => {
      const whole = [await gzipMember(Buffer.from('one\n')), await gzipMember(Buffer.from('two\n'))];
      const [one = Buffer.alloc(0), two = Buffer.alloc(0)] = whole;
      for (let kept = 0; kept < two.length; kept += 1) {
        folder.put('a.log', Buffer.concat([one, two.subarray(0, kept)]));
        const next = new Writer(folder.to('a.log'), faults);
        await next.append(Buffer.from('three\n'), GZIP);
        await next.close();
        assert.equal(readable(), 'one\nthree\n', `${kept} bytes of the second`);
        assert.deepEqual(folder.names(), ['a.log']);
      }
    });

    it('cuts off a first member that was torn in its header', async () => {
      folder.put('a.log', Buffer.of(0x1f, 0x8b));
      await append('one\n', GZIP);
      assert.equal(readable(), 'one\n');
    });

    it('cuts off what never reached the disk when the power went: zeros, or a hollow last member', async () => {
      const one = await gzipMember(Buffer.from('one\n'));
      const hollow = await gzipMember(Buffer.from('hollow\n'.repeat(100)));
      hollow.fill(0, 24);
      for (const tail of [Buffer.alloc(5000), hollow]) {
        folder.put('a.log', Buffer.concat([one, tail]));
        const next = new Writer(folder.to('a.log'), faults);
        await next.append(Buffer.from('two\n'), GZIP);
        await next.close();
        assert.equal(readable(), 'one\ntwo\n');
      }
    });

    const foreign: readonly [string, Buffer][] = [
      ['a gzip file of another program', gzipSync('theirs\n')],
      ['a text', Buffer.from('some text that is longer than a header of gzip')],
      ['a short text', Buffer.from('text')],
    ];
    for (const [what, content] of foreign) {
      it(`sets ${what} aside instead of cutting it`, async () => {
        folder.put('a.log', content);
        await append('one\n', GZIP);
        assert.equal(readable(), 'one\n');
        assert.deepEqual(await disk.readdir(folder.path), ['a.000001.log', 'a.log']);
        assert.equal(statSync(folder.to('a.000001.log')).size, content.length);
      });
    }

    it('sets a file aside to which another program added a member', async () => {
      const theirs = Buffer.concat([await gzipMember(Buffer.from('ours\n')), gzipSync('theirs\n')]);
      folder.put('a.log', theirs);
      await append('one\n', GZIP);
      assert.equal(folder.unpacked('a.000001.log'), 'ours\ntheirs\n');
    });

    it('leaves nothing of a member that did not fit', async () => {
      await append('one\n', GZIP);
      faults.room = 10;
      await assert.rejects(append('two\n', GZIP), { code: 'ENOSPC' });
      assert.equal(readable(), 'one\n');
      faults.room = 1000;
      await append('two\n', GZIP);
      assert.equal(readable(), 'one\ntwo\n');
    });

    it('finds the end of a large file without unpacking it', async () => {
      const noise = Buffer.from(Array.from({ length: 700_000 }, (_, i) => (i * 7919 * (i % 251)) % 256));
      const large = await gzipMember(noise);
      const small = await gzipMember(Buffer.from('x\n'));
      const members = [
        ...Array.from({ length: 300 }, () => small),
        large,
        ...Array.from({ length: 300 }, () => small),
      ];
      const content = Buffer.concat([...members, large.subarray(0, 1000)]);
      folder.put('a.log', content);
      const file = await disk.open(folder.to('a.log'), 'a+');
      let reads = 0;
      const counting = Object.assign(Object.create(file), {
        read: (...given: Parameters<typeof file.read>) => {
          reads += 1;
          return file.read(...given);
        },
      });
      assert.deepEqual(await findGzipEnd(counting, content.length), {
        kind: 'ours',
        good: content.length - 1000,
      });
      await file.close();
      assert.ok(reads < 10, `${reads} reads`);
    });
  });

  it('closes quietly when it never opened', async () => {
    mkdirSync(folder.to('unused'));
    await writer.close();
    assert.equal(writer.isOpen, false);
  });
});
