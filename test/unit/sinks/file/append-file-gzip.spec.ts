import assert from 'node:assert/strict';
import { statSync, truncateSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { AppendFile } from '../../../../nodes/lib/sinks/file/append-file';
import { nodeFileSystem } from '../../../../nodes/lib/sinks/file/file-system';
import { findGzipEnd, packGzipMember } from '../../../../nodes/lib/sinks/file/gzip-member';
import { GZIP, useAppendFile } from './append-file-harness';

describe('AppendFile', () => {
  const harness = useAppendFile();
  const { folder, append } = harness;

  describe('with a gzip file', () => {
    const readable = (): string => folder.unpacked('a.log');

    it('writes a member each time, which any decoder reads', async () => {
      await append('one\n', GZIP);
      const first = statSync(folder.to('a.log')).size;
      await append('two\n', GZIP);
      assert.equal(readable(), 'one\ntwo\n');
      truncateSync(folder.to('a.log'), first);
      assert.equal(readable(), 'one\n');
    });

    it('cuts off a partial member, wherever it was cut, and continues', async () => {
      const whole = [await packGzipMember(Buffer.from('one\n')), await packGzipMember(Buffer.from('two\n'))];
      const [one = Buffer.alloc(0), two = Buffer.alloc(0)] = whole;
      for (let length = 0; length < two.length; length += 1) {
        folder.put('a.log', Buffer.concat([one, two.subarray(0, length)]));
        const next = new AppendFile(folder.to('a.log'), harness.faults);
        await next.append(Buffer.from('three\n'), GZIP);
        await next.close();
        assert.equal(readable(), 'one\nthree\n', `${length} bytes of the second`);
        assert.deepEqual(folder.names(), ['a.log']);
      }
    });

    it('cuts off a first member with a partial header', async () => {
      folder.put('a.log', Buffer.of(0x1f, 0x8b));
      await append('one\n', GZIP);
      assert.equal(readable(), 'one\n');
    });

    it('cuts off data that never reached the disk in a power failure: zeros, or a hollow last member', async () => {
      const one = await packGzipMember(Buffer.from('one\n'));
      const hollow = await packGzipMember(Buffer.from('hollow\n'.repeat(100)));
      hollow.fill(0, 24);
      for (const tail of [Buffer.alloc(5000), hollow]) {
        folder.put('a.log', Buffer.concat([one, tail]));
        const next = new AppendFile(folder.to('a.log'), harness.faults);
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
      it(`archives ${what} instead of cutting it`, async () => {
        folder.put('a.log', content);
        await append('one\n', GZIP);
        assert.equal(readable(), 'one\n');
        assert.deepEqual(await nodeFileSystem.readdir(folder.path), ['a.000001.log', 'a.log']);
        assert.equal(statSync(folder.to('a.000001.log')).size, content.length);
      });
    }

    it('archives a file to which another program added a member', async () => {
      const theirs = Buffer.concat([await packGzipMember(Buffer.from('ours\n')), gzipSync('theirs\n')]);
      folder.put('a.log', theirs);
      await append('one\n', GZIP);
      assert.equal(folder.unpacked('a.000001.log'), 'ours\ntheirs\n');
    });

    it('leaves nothing of a member that did not fit', async () => {
      await append('one\n', GZIP);
      harness.faults.freeBytes = 10;
      await assert.rejects(append('two\n', GZIP), { code: 'ENOSPC' });
      assert.equal(readable(), 'one\n');
      harness.faults.freeBytes = 1000;
      await append('two\n', GZIP);
      assert.equal(readable(), 'one\ntwo\n');
    });

    it('finds the end of a large file without decompressing it', async () => {
      const noise = Buffer.from(Array.from({ length: 700_000 }, (_, i) => (i * 7919 * (i % 251)) % 256));
      const large = await packGzipMember(noise);
      const small = await packGzipMember(Buffer.from('x\n'));
      const members = [
        ...Array.from({ length: 300 }, () => small),
        large,
        ...Array.from({ length: 300 }, () => small),
      ];
      const content = Buffer.concat([...members, large.subarray(0, 1000)]);
      folder.put('a.log', content);
      const file = await nodeFileSystem.open(folder.to('a.log'), 'a+');
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
});
