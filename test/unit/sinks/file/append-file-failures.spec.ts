import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { AppendFile } from '../../../../nodes/lib/sinks/file/append-file';
import { nodeFileSystem } from '../../../../nodes/lib/sinks/file/file-system';
import { PLAIN, useAppendFile } from './append-file-harness';

describe('AppendFile', () => {
  const harness = useAppendFile();
  const { folder, append } = harness;

  describe('on a full disk', () => {
    for (const space of [0, 1, 7]) {
      it(`with space for ${space} bytes leaves nothing of a failed write, and continues when there is space`, async () => {
        await append('one\n');
        harness.faults.freeBytes = space;
        await assert.rejects(append('two and more\n'), {
          name: 'FileError',
          code: 'ENOSPC',
          short: 'disk full',
          message: `${folder.to('a.log')} was not written: the disk is full: free some space`,
        });
        await assert.rejects(append('two and more\n'), { code: 'ENOSPC' });
        assert.equal(folder.read('a.log'), 'one\n');
        harness.faults.freeBytes = 1000;
        await append('two and more\n');
        assert.equal(folder.read('a.log'), 'one\ntwo and more\n');
      });
    }

    it('completes a short write with another cause', async () => {
      const short = {
        ...nodeFileSystem,
        open: async (...given: Parameters<typeof nodeFileSystem.open>) => {
          const file = await nodeFileSystem.open(...given);
          return Object.assign(Object.create(file), {
            stat: () => file.stat(),
            close: () => file.close(),
            datasync: () => file.datasync(),
            write: (buffer: Buffer, offset: number, length: number) =>
              file.write(buffer, offset, Math.min(length, 3)),
          });
        },
      };
      const slow = new AppendFile(folder.to('s.log'), short);
      await slow.append(Buffer.from('0123456789\n'), PLAIN);
      await slow.close();
      assert.equal(folder.read('s.log'), '0123456789\n');
    });

    it('rolls the partial record back later when it cannot at once, and writes nothing before', async () => {
      await append('one\n');
      harness.faults.freeBytes = 2;
      harness.faults.failing.set('truncate', 'EIO');
      await assert.rejects(append('two\n'), { code: 'ENOSPC' });
      harness.faults.freeBytes = 1000;
      await assert.rejects(append('two\n'), { code: 'EIO' });
      assert.equal(folder.read('a.log'), 'one\ntw');
      harness.faults.failing.clear();
      await append('two\n');
      assert.equal(folder.read('a.log'), 'one\ntwo\n');
    });

    it('rolls it back when it is closed', async () => {
      await append('one\n');
      harness.faults.freeBytes = 2;
      harness.faults.failing.set('truncate', 'EIO');
      await assert.rejects(append('two\n'));
      harness.faults.failing.clear();
      await harness.writer.close();
      assert.equal(folder.read('a.log'), 'one\n');
    });
  });

  it('rolls back data that could not be synced: it was not acknowledged', async () => {
    await append('one\n');
    harness.faults.failing.set('datasync', 'EIO');
    await assert.rejects(append('two\n'), { code: 'EIO', short: 'disk error' });
    assert.equal(folder.read('a.log'), 'one\n');
    harness.faults.failing.clear();
    await append('two\n');
    assert.equal(folder.read('a.log'), 'one\ntwo\n');
  });

  it('truncates by path where an append handle cannot be truncated (Windows)', async () => {
    await append('one\n');
    harness.faults.freeBytes = 2;
    harness.faults.failing.set('truncate', 'EPERM');
    await assert.rejects(append('two\n'), { code: 'ENOSPC' });
    assert.equal(folder.read('a.log'), 'one\n');
  });

  it("keeps another program's lines, and ends its own partial one", async () => {
    await append('one\n');
    harness.faults.freeBytes = 2;
    harness.faults.before = () => {
      harness.faults.before = undefined;
      appendFileSync(folder.to('a.log'), 'theirs\n');
    };
    await assert.rejects(append('two\n'), { code: 'ENOSPC' });
    harness.faults.freeBytes = 1000;
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
    it(`reports: ${what}`, async () => {
      folder.put('file', '');
      const wrong = new AppendFile(path(), nodeFileSystem);
      await assert.rejects(wrong.append(Buffer.from('x\n'), PLAIN), { name: 'FileError', code });
      await wrong.close();
    });
  }

  it('reports a missing permission, and works once it is granted', async () => {
    harness.faults.failing.set('open', 'EACCES');
    await assert.rejects(append('one\n'), { code: 'EACCES', short: 'no permission' });
    harness.faults.failing.clear();
    harness.faults.failing.set('stat', 'EWEIRD');
    await assert.rejects(append('one\n'), {
      code: 'EWEIRD',
      short: 'EWEIRD',
      message: /made up by the test/,
    });
    harness.faults.failing.clear();
    await append('one\n');
    assert.equal(folder.read('a.log'), 'one\n');
  });

  it('leaves no file open that it could not check', async () => {
    folder.put('a.log', 'before\n');
    harness.faults.failing.set('read', 'EIO');
    await assert.rejects(append('one\n'), { code: 'EIO' });
    assert.equal(harness.faults.opened, 0);
  });

  it('does not wait for ever for a disk that accepts nothing and returns no error', async () => {
    harness.faults.freeBytes = 0.5;
    await assert.rejects(append('one\n'), { code: 'EIO' });
  });
});
