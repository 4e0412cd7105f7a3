/** Acknowledged is only what a reader of the path finds after a crash: deleted files, and folders that were not synced. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { GZIP, PLAIN, useAppendFile } from './append-file-harness';

describe('AppendFile', () => {
  const harness = useAppendFile();
  const { folder, append } = harness;
  const once = (action: () => void): void => {
    harness.faults.before = () => {
      harness.faults.before = undefined;
      action();
    };
  };

  it('writes again, into a new file, when the file is deleted just before the write', async () => {
    await append('one\n');
    once(() => unlinkSync(folder.to('a.log')));
    await append('two\n');
    assert.equal(folder.read('a.log'), 'two\n');
  });

  it('writes again into the file that replaced it just before the write', async () => {
    await append('one\n');
    once(() => {
      writeFileSync(folder.to('other'), 'theirs\n');
      renameSync(folder.to('other'), folder.to('a.log'));
    });
    await append('two\n');
    assert.equal(folder.read('a.log'), 'theirs\ntwo\n');
  });

  it('writes once into a file that was moved just before the write', async () => {
    await append('one\n');
    once(() => renameSync(folder.to('a.log'), folder.to('moved.log')));
    await append('two\n');
    assert.equal(folder.read('moved.log'), 'one\ntwo\n');
    assert.equal(existsSync(folder.to('a.log')), false);
  });

  it('acknowledges nothing while another program deletes the file each time', async () => {
    harness.faults.before = () => rmSync(folder.to('a.log'), { force: true });
    await assert.rejects(append('one\n'), { code: 'ENOENT', message: /deleted by another program/ });
    harness.faults.before = undefined;
    await append('one\n');
    assert.equal(folder.read('a.log'), 'one\n');
  });

  it('works on a file system that counts no links', async () => {
    harness.faults.links = 0;
    await append('one\n');
    await append('two\n');
    assert.equal(folder.read('a.log'), 'one\ntwo\n');
  });

  it('does not acknowledge a new file whose folder could not be synced, and syncs it with the next one', async () => {
    harness.faults.failing.set('syncDir', 'EIO');
    await assert.rejects(append('one\n'), { code: 'EIO' });
    assert.equal(folder.read('a.log'), '');
    harness.faults.failing.clear();
    await append('one\n');
    assert.ok(harness.faults.operations.includes('syncDir'));
    assert.equal(folder.read('a.log'), 'one\n');
  });

  it('loses nothing when the folder could not be synced after a rotation', async () => {
    const rotate = { ...PLAIN, rotation: { by: 'size', bytes: 5 } } as const;
    await append('one\n', rotate);
    harness.faults.failing.set('syncDir', 'EIO');
    await assert.rejects(append('two\n', rotate), { code: 'EIO' });
    harness.faults.failing.clear();
    await append('two\n', rotate);
    assert.equal(folder.read('a.000001.log'), 'one\n');
    assert.equal(folder.read('a.log'), 'two\n');
  });

  for (const how of [PLAIN, GZIP]) {
    it(`loses nothing when the disk is full at a rotation, and continues when there is space: gzip ${how.gzip}`, async () => {
      const rotate = { ...how, rotation: { by: 'size', bytes: 1 } } as const;
      await append('one\n', rotate);
      const before = folder.read('a.log');
      harness.faults.freeBytes = 1;
      for (let attempt = 0; attempt < 3; attempt += 1)
        await assert.rejects(append('two\n', rotate), { code: 'ENOSPC' });
      assert.deepEqual([folder.read('a.000001.log'), folder.read('a.log')], [before, '']);
      harness.faults.freeBytes = 1000;
      await append('two\n', rotate);
      assert.equal(existsSync(folder.to('a.000002.log')), false);
      assert.equal(folder.read('a.000001.log'), before);
    });
  }

  it('creates folders again that were deleted together with the file just before the write', async () => {
    await append('one\n');
    once(() => {
      rmSync(folder.to(), { recursive: true });
      mkdirSync(folder.to());
    });
    await append('two\n');
    assert.equal(folder.read('a.log'), 'two\n');
  });
});
