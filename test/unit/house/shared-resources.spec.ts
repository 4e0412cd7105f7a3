import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { completeOnce } from '../../real/harness/process/complete-once';
import { copyTree } from '../../real/harness/process/copy-tree';

describe('The shared resources of real specs', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'node-red-contrib-mimecast-harness-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('are copied whole, and changes of a copy do not affect the original', async () => {
    const [from, to] = [join(folder, 'from'), join(folder, 'to')];
    await mkdir(join(from, 'deep', 'ours'), { recursive: true });
    for (const name of ['one', 'deep/two', 'deep/ours/three']) await writeFile(join(from, name), name);
    await symlink('two', join(from, 'deep', 'link'));
    copyTree(from, to, (path) => path.startsWith(join('deep', 'ours')));
    assert.deepEqual((await readdir(to, { recursive: true })).sort(), [
      'deep',
      join('deep', 'link'),
      join('deep', 'ours'),
      join('deep', 'ours', 'three'),
      join('deep', 'two'),
      'one',
    ]);
    assert.equal(await readFile(join(to, 'deep', 'link'), 'utf8'), 'deep/two');
    await writeFile(join(to, 'deep', 'ours', 'three'), 'changed');
    assert.equal(await readFile(join(from, 'deep', 'ours', 'three'), 'utf8'), 'deep/ours/three');
    await rm(join(to, 'one'));
    assert.equal(await readFile(join(from, 'one'), 'utf8'), 'one');
  });

  it('are made once, even with concurrent requests', async () => {
    const made = join(folder, 'below', 'made');
    let times = 0;
    const fill = async (fresh: string): Promise<void> => {
      times += 1;
      await writeFile(join(fresh, 'file'), 'whole');
    };
    await Promise.all([completeOnce(made, fill), completeOnce(made, fill)]);
    await completeOnce(made, fill);
    assert.equal(times, 2);
    assert.equal(await readFile(join(made, 'file'), 'utf8'), 'whole');
    assert.deepEqual(await readdir(join(folder, 'below')), ['made']);
  });

  it('do not exist when they could not be made', async () => {
    const made = join(folder, 'made');
    const fail = async (fresh: string): Promise<void> => {
      await writeFile(join(fresh, 'file'), 'half');
      throw new Error('cut off');
    };
    await assert.rejects(completeOnce(made, fail), /cut off/);
    await assert.rejects(stat(made));
    assert.deepEqual(await readdir(folder), []);
  });
});
