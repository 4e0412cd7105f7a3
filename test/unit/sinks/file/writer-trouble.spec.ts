import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { disk } from '../../../../nodes/lib/sinks/file/door';
import { Writer } from '../../../../nodes/lib/sinks/file/writer';
import { PLAIN, writerRig } from './writer-rig';

describe('the writer of a file', () => {
  const rig = writerRig();
  const { folder, append } = rig;

  describe('on a disk that is full', () => {
    for (const room of [0, 1, 7]) {
      it(`with room for ${room} bytes leaves nothing of what failed, and goes on when there is room`, async () => {
        await append('one\n');
        rig.faults.room = room;
        await assert.rejects(append('two and more\n'), {
          name: 'FileError',
          code: 'ENOSPC',
          short: 'disk full',
          message: `${folder.to('a.log')} was not written: the disk is full: free some space`,
        });
        await assert.rejects(append('two and more\n'), { code: 'ENOSPC' });
        assert.equal(folder.read('a.log'), 'one\n');
        rig.faults.room = 1000;
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
      rig.faults.room = 2;
      rig.faults.failing.set('truncate', 'EIO');
      await assert.rejects(append('two\n'), { code: 'ENOSPC' });
      rig.faults.room = 1000;
      await assert.rejects(append('two\n'), { code: 'EIO' });
      assert.equal(folder.read('a.log'), 'one\ntw');
      rig.faults.failing.clear();
      await append('two\n');
      assert.equal(folder.read('a.log'), 'one\ntwo\n');
    });

    it('takes it back when it is closed', async () => {
      await append('one\n');
      rig.faults.room = 2;
      rig.faults.failing.set('truncate', 'EIO');
      await assert.rejects(append('two\n'));
      rig.faults.failing.clear();
      await rig.writer.close();
      assert.equal(folder.read('a.log'), 'one\n');
    });
  });

  it('takes back what could not be synced: nobody was told that it is there', async () => {
    await append('one\n');
    rig.faults.failing.set('datasync', 'EIO');
    await assert.rejects(append('two\n'), { code: 'EIO', short: 'disk error' });
    assert.equal(folder.read('a.log'), 'one\n');
    rig.faults.failing.clear();
    await append('two\n');
    assert.equal(folder.read('a.log'), 'one\ntwo\n');
  });

  it('shortens by path where a handle that appends can not be shortened (Windows)', async () => {
    await append('one\n');
    rig.faults.room = 2;
    rig.faults.failing.set('truncate', 'EPERM');
    await assert.rejects(append('two\n'), { code: 'ENOSPC' });
    assert.equal(folder.read('a.log'), 'one\n');
  });

  it("does not cut another program's lines off, and ends its own torn one", async () => {
    await append('one\n');
    rig.faults.room = 2;
    rig.faults.before = () => {
      rig.faults.before = undefined;
      appendFileSync(folder.to('a.log'), 'theirs\n');
    };
    await assert.rejects(append('two\n'), { code: 'ENOSPC' });
    rig.faults.room = 1000;
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
    rig.faults.failing.set('open', 'EACCES');
    await assert.rejects(append('one\n'), { code: 'EACCES', short: 'no permission' });
    rig.faults.failing.clear();
    rig.faults.failing.set('stat', 'EWEIRD');
    await assert.rejects(append('one\n'), {
      code: 'EWEIRD',
      short: 'EWEIRD',
      message: /made up by the test/,
    });
    rig.faults.failing.clear();
    await append('one\n');
    assert.equal(folder.read('a.log'), 'one\n');
  });

  it('leaves no file open that it could not look into', async () => {
    folder.put('a.log', 'before\n');
    rig.faults.failing.set('read', 'EIO');
    await assert.rejects(append('one\n'), { code: 'EIO' });
    assert.equal(rig.faults.opened, 0);
  });

  it('does not wait for ever for a disk that takes nothing and does not say why', async () => {
    rig.faults.room = 0.5;
    await assert.rejects(append('one\n'), { code: 'EIO' });
  });
});
