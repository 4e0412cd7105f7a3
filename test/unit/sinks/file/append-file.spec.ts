import assert from 'node:assert/strict';
import { mkdirSync, renameSync, statSync, truncateSync, unlinkSync, utimesSync } from 'node:fs';
import { AppendFile, type WriteOptions } from '../../../../nodes/lib/sinks/file/append-file';
import { packGzipMember } from '../../../../nodes/lib/sinks/file/gzip-member';
import { PLAIN, useAppendFile } from './append-file-harness';

describe('AppendFile', () => {
  const harness = useAppendFile();
  const { folder, append } = harness;

  it('creates missing folders, for user and group only', async () => {
    harness.writer = new AppendFile(folder.to('b', 'c', 'a.log'), harness.faults);
    await append('one\n');
    assert.equal(folder.read('b', 'c', 'a.log'), 'one\n');
    assert.equal(statSync(folder.to('b', 'c')).mode & 0o027, 0);
    assert.equal(statSync(folder.to('b', 'c', 'a.log')).mode & 0o137, 0);
  });

  it('appends to an existing file', async () => {
    folder.put('a.log', 'before\n');
    await append('one\n');
    await append('two\n');
    assert.equal(folder.read('a.log'), 'before\none\ntwo\n');
  });

  it('syncs each time, and after the write, and the folder of a new file once', async () => {
    await append('one\n');
    await append('two\n');
    assert.deepEqual(harness.faults.operations, ['write', 'datasync', 'syncDir', 'write', 'datasync']);
  });

  it('does not sync when it is not configured', async () => {
    await append('one\n', { ...PLAIN, sync: false });
    assert.deepEqual(harness.faults.operations, ['write']);
  });

  it('continues in a new file when the old one was moved away, and leaves that whole', async () => {
    await append('one\n');
    renameSync(folder.to('a.log'), folder.to('a.log.1'));
    await append('two\n');
    assert.equal(folder.read('a.log.1'), 'one\n');
    assert.equal(folder.read('a.log'), 'two\n');
  });

  it('creates it again when the file, or its folder, was removed', async () => {
    harness.writer = new AppendFile(folder.to('b', 'a.log'), harness.faults);
    await append('one\n');
    unlinkSync(folder.to('b', 'a.log'));
    await append('two\n');
    assert.equal(folder.read('b', 'a.log'), 'two\n');
    renameSync(folder.to('b'), folder.to('c'));
    await append('three\n');
    assert.equal(folder.read('b', 'a.log'), 'three\n');
  });

  it('continues at the end when the file was truncated', async () => {
    await append('one\n');
    truncateSync(folder.to('a.log'));
    await append('two\n');
    assert.equal(folder.read('a.log'), 'two\n');
  });

  describe('finds an unfinished last line', () => {
    it('and ends it, so that it is not merged with the next record', async () => {
      folder.put('a.log', '{"a":1}\n{"b":');
      await append('{"c":3}\n');
      await append('{"d":4}\n');
      assert.equal(folder.read('a.log'), '{"a":1}\n{"b":\n{"c":3}\n{"d":4}\n');
    });

    it('and ends it even if the first attempt to continue fails', async () => {
      folder.put('a.log', 'torn');
      harness.faults.freeBytes = 3;
      await assert.rejects(append('next\n'), { code: 'ENOSPC' });
      assert.equal(folder.read('a.log'), 'torn');
      harness.faults.freeBytes = 100;
      await append('next\n');
      assert.equal(folder.read('a.log'), 'torn\nnext\n');
    });

    it('and adds nothing to an intact or empty file', async () => {
      folder.put('a.log', '');
      await append('one\n');
      assert.equal(folder.read('a.log'), 'one\n');
    });
  });

  describe('with a rotation', () => {
    it('by size starts a new file, numbered in order', async () => {
      const how: WriteOptions = { ...PLAIN, rotation: { by: 'size', bytes: 8 } };
      for (const text of ['one\n', 'two\n', 'three\n', 'far too long\n', 'x\n']) await append(text, how);
      assert.deepEqual(folder.names(), ['a.000001.log', 'a.000002.log', 'a.000003.log', 'a.log']);
      assert.equal(folder.read('a.000001.log'), 'one\ntwo\n');
      assert.equal(folder.read('a.000002.log'), 'three\n');
      assert.equal(folder.read('a.000003.log'), 'far too long\n');
      assert.equal(folder.read('a.log'), 'x\n');
    });

    it("by day archives yesterday's file, even one of an earlier process", async () => {
      folder.put('a.log', 'yesterday\n');
      const then = new Date(Date.now() - 24 * 60 * 60 * 1000);
      utimesSync(folder.to('a.log'), then, then);
      await append('today\n', { ...PLAIN, rotation: { by: 'day' } });
      assert.equal(folder.read(`a.${then.toISOString().slice(0, 10)}.log`), 'yesterday\n');
      assert.equal(folder.read('a.log'), 'today\n');
    });

    it('ends a partial last line in the finished file, and cuts a partial member off', async () => {
      const then = new Date(Date.now() - 24 * 60 * 60 * 1000);
      const day = then.toISOString().slice(0, 10);
      const how: WriteOptions = { ...PLAIN, rotation: { by: 'day' } };
      folder.put('a.log', 'whole\ntor');
      folder.put(
        'b.log',
        Buffer.concat([await packGzipMember(Buffer.from('whole\n')), Buffer.of(0x1f, 0x8b)]),
      );
      for (const name of ['a.log', 'b.log']) utimesSync(folder.to(name), then, then);
      await append('today\n', how);
      const packed = new AppendFile(folder.to('b.log'), harness.faults);
      await packed.append(Buffer.from('today\n'), { ...how, gzip: true });
      await packed.close();
      assert.equal(folder.read(`a.${day}.log`), 'whole\ntor\n');
      assert.equal(folder.read('a.log'), 'today\n');
      assert.equal(folder.unpacked(`b.${day}.log`), 'whole\n');
      assert.equal(folder.unpacked('b.log'), 'today\n');
    });

    it('that fails writes nothing, and loses nothing', async () => {
      const how: WriteOptions = { ...PLAIN, rotation: { by: 'size', bytes: 4 } };
      await append('one\n', how);
      harness.faults.failing.set('rename', 'EACCES');
      await assert.rejects(append('two\n', how), { code: 'EACCES' });
      assert.deepEqual(folder.names(), ['a.log']);
      harness.faults.failing.clear();
      await append('two\n', how);
      assert.equal(folder.read('a.000001.log'), 'one\n');
      assert.equal(folder.read('a.log'), 'two\n');
    });
  });

  it('closes without an error when it never opened', async () => {
    mkdirSync(folder.to('unused'));
    await harness.writer.close();
    assert.equal(harness.writer.isOpen, false);
  });
});
