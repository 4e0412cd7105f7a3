import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CheckpointManager } from '../../../../nodes/lib/collector/checkpoint/checkpoint-manager';
import { FileCheckpointStore } from '../../../../nodes/lib/collector/checkpoint/file-checkpoint-store';
import { type CountingPosition, CountingStream } from '../../../doubles/counting-stream';

const positionAt = (at: number): CountingPosition => ({ version: 1, at });
const isSound = (text: string): boolean => text.startsWith('good');

describe('FileCheckpointStore', () => {
  let folder = '';
  let path = '';
  const fresh = (): FileCheckpointStore => new FileCheckpointStore(path);
  const read = (): Promise<string | undefined> => fresh().read(isSound);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'position-file-'));
    path = join(folder, 'mimecast', 'positions', 'node.json');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is empty before the first save', async () => {
    assert.equal(await read(), undefined);
  });

  it('reads what was written, and keeps the previous generation', async () => {
    const file = fresh();
    await file.write('good 1');
    await file.write('good 2');
    assert.equal(await read(), 'good 2');
    assert.equal(await readFile(`${path}.previous`, 'utf8'), 'good 1');
    assert.deepEqual((await readdir(join(path, '..'))).toSorted(), ['node.json', 'node.json.previous']);
  });

  it('is readable by the owner only', async function () {
    if (process.platform === 'win32') this.skip();
    await fresh().write('good');
    assert.equal((await stat(path)).mode & 0o077, 0);
    assert.equal((await stat(join(path, '..'))).mode & 0o077, 0);
  });

  describe('killed in the middle of a write', () => {
    beforeEach(async () => {
      const file = fresh();
      await file.write('good 1');
      await file.write('good 2');
    });

    it('reads the old file when the temporary file is half written', async () => {
      await writeFile(`${path}.tmp`, 'go');
      assert.equal(await read(), 'good 2');
    });

    it('reads the old file between the two renames', async () => {
      await writeFile(`${path}.tmp`, 'good 3');
      await rename(path, `${path}.previous`);
      assert.equal(await read(), 'good 2');
      await fresh().write('good 4');
      assert.equal(await read(), 'good 4');
      assert.equal(await readFile(`${path}.previous`, 'utf8'), 'good 2');
    });

    it('reads the new file after both renames', async () => {
      await writeFile(`${path}.tmp`, 'good 3');
      await rename(path, `${path}.previous`);
      await rename(`${path}.tmp`, path);
      assert.equal(await read(), 'good 3');
    });
  });

  it('uses the previous generation when the current one is damaged, and does not lose it by writing', async () => {
    const file = fresh();
    await file.write('good 1');
    await file.write('good 2');
    await writeFile(path, '\0\0\0');
    const after = fresh();
    assert.equal(await after.read(isSound), 'good 1');
    await after.write('good 3');
    assert.equal(await read(), 'good 3');
    assert.equal(await readFile(`${path}.previous`, 'utf8'), 'good 1');
    assert.equal(await readFile(`${path}.damaged`, 'utf8'), '\0\0\0', 'kept for whoever looks into it');
  });

  it('reports damage when both generations are damaged, or the only one is', async () => {
    await fresh().write('good');
    await writeFile(path, 'bad');
    assert.equal(await read(), 'damaged');
    await writeFile(path, 'bad');
    await writeFile(`${path}.previous`, '');
    assert.equal(await read(), 'damaged');
  });

  it('still reports the damage when no write succeeded since', async () => {
    await fresh().write('good');
    await writeFile(path, 'bad');
    assert.equal(await read(), 'damaged');
    assert.equal(await read(), 'damaged', 'the next start');
  });

  it('fails to write when its folder is a file, and recovers when it is not', async () => {
    await writeFile(join(folder, 'mimecast'), 'in the way');
    const file = fresh();
    await assert.rejects(file.write('good'));
    await rm(join(folder, 'mimecast'));
    await file.write('good');
    assert.equal(await read(), 'good');
  });

  it('recreates its folder after it was removed', async () => {
    const file = fresh();
    await file.write('good 1');
    await rm(join(folder, 'mimecast'), { recursive: true });
    await assert.rejects(file.write('good 2'));
    await file.write('good 2');
    assert.equal(await read(), 'good 2');
  });

  it('leaves no temporary file behind, and keeps the old file, when the last step fails', async () => {
    const file = fresh();
    await file.write('good 1');
    await rm(path);
    // A folder that is not empty cannot be replaced by a file, and moves aside with the first rename.
    await mkdir(join(`${path}.previous`, 'full'), { recursive: true });
    await writeFile(path, 'good 2');
    await assert.rejects(file.write('good 3'));
    assert.equal(await readFile(path, 'utf8'), 'good 2');
    assert.deepEqual(
      (await readdir(join(path, '..'))).filter((name) => name.endsWith('.tmp')),
      [],
    );
  });

  it('fails on an unreadable file instead of treating it as missing', async () => {
    await mkdir(path, { recursive: true });
    await assert.rejects(read());
  });

  it('keeps positions over a restart', async () => {
    const stream = new CountingStream('a');
    const first = new CheckpointManager(fresh());
    await first.open('C0A0', [stream]);
    const saves = Array.from({ length: 20 }, (_, i) => first.move(stream, positionAt(i + 1)));
    await Promise.all(saves);
    const second = new CheckpointManager(fresh());
    await second.open('C0A0', [stream]);
    assert.deepEqual(second.current(stream), positionAt(20));
  });

  it('reports a folder that is not writable as a configuration error', async () => {
    await writeFile(join(folder, 'mimecast'), 'in the way');
    await assert.rejects(new CheckpointManager(fresh()).open('C0A0', [new CountingStream('a')]), {
      name: 'MimecastError',
      code: 'MIMECAST_CONFIG',
    });
  });
});
