import assert from 'node:assert/strict';
import {
  FileSink,
  type FileSinkLimits,
  type FileSinkSettings,
} from '../../../../nodes/lib/sinks/file/file-sink';
import { OpenFilePool } from '../../../../nodes/lib/sinks/file/open-file-pool';
import { FailingDisk } from './failing-disk';
import { Folder } from './folder';

const SETTINGS: FileSinkSettings = {
  path: 'out/{type}.log',
  rotate: { by: 'none' },
  sync: 'batch',
  gzip: false,
};
const LIMITS: FileSinkLimits = { messages: 1000, bytes: 1_000_000, closeMs: 30_000 };

const of = (type: string, payload: unknown) => ({ payload, mimecast: { type } });

describe('The file sink', () => {
  const folder = new Folder();
  let faults: FailingDisk;
  let sink: FileSink;
  const start = (settings: Partial<FileSinkSettings> = {}, limits: Partial<FileSinkLimits> = {}): void => {
    faults = new FailingDisk();
    const pool = new OpenFilePool(faults, { open: 64, idleMs: 30_000 });
    sink = new FileSink({ ...SETTINGS, ...settings }, folder.path, pool, { ...LIMITS, ...limits });
  };
  beforeEach(() => start());
  afterEach(async () => {
    await sink.close();
    assert.equal(faults.opened, 0, 'a file was left open');
  });

  it('returns the path and the size of a payload', async () => {
    assert.deepEqual(await sink.write(of('av', 'größe')), { path: folder.to('out', 'av.log'), bytes: 8 });
  });

  it('writes in order, with one write and one sync for all that wait for a file', async () => {
    const settled: number[] = [];
    const all = Array.from({ length: 500 }, (_, index) =>
      sink.write(of('av', { index })).then(() => settled.push(index)),
    );
    await Promise.all(all);
    const expected = Array.from({ length: 500 }, (_, index) => index);
    assert.deepEqual(settled, expected);
    assert.equal(folder.read('out', 'av.log'), expected.map((index) => `{"index":${index}}\n`).join(''));
    assert.deepEqual(faults.operations, ['write', 'datasync', 'syncDir', 'syncDir']);
  });

  it('resolves in the order of the messages, also when they go to several files', async () => {
    const settled: string[] = [];
    const types = ['a', 'b', 'a', 'c', 'd', 'e', 'f', 'b'];
    await Promise.all(types.map((type, index) => sink.write(of(type, index)).then(() => settled.push(type))));
    assert.deepEqual(settled, types);
    assert.equal(folder.read('out', 'b.log'), '1\n7\n');
  });

  it('resolves only after the sync', async () => {
    await sink.write(of('av', 'one'));
    assert.deepEqual(faults.operations, ['write', 'datasync', 'syncDir', 'syncDir']);
    start({ sync: 'none' });
    await sink.write(of('av', 'two'));
    assert.deepEqual(faults.operations, ['write']);
  });

  it('accepts an empty payload without a disk operation', async () => {
    for (const payload of ['', [], '\n', Buffer.alloc(0)]) {
      assert.equal((await sink.write(of('av', payload))).bytes, 0);
    }
    assert.deepEqual(folder.names(), []);
  });

  it('rejects payloads that cannot be written, and continues', async () => {
    await assert.rejects(sink.write(of('av', undefined)), { code: 'FILE_PAYLOAD' });
    await sink.write(of('av', 'one'));
    assert.equal(sink.size, 0);
  });

  it('skips a file that fails, and writes the others', async () => {
    await sink.write(of('good', 'one'));
    const full = sink.write(of('x'.repeat(99), 'x'));
    folder.put('blocked', '');
    start({ path: `${folder.to('blocked')}/{type}` });
    await full;
    await assert.rejects(sink.write(of('av', 'x')), { code: 'ENOTDIR' });
  });

  it('rejects every message of the failed write, and keeps nothing of it', async () => {
    await sink.write(of('av', 'one'));
    faults.freeBytes = 7;
    const both = await Promise.allSettled([sink.write(of('av', 'two')), sink.write(of('av', 'three'))]);
    assert.deepEqual(
      both.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    assert.equal(folder.read('out', 'av.log'), 'one\n');
    faults.freeBytes = 1000;
    await Promise.all([sink.write(of('av', 'two')), sink.write(of('av', 'three'))]);
    assert.equal(folder.read('out', 'av.log'), 'one\ntwo\nthree\n');
  });

  it('keeps files below their size limit also when many messages wait', async () => {
    start({ path: 'av.log', rotate: { by: 'size', bytes: 20 } });
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`);
    await Promise.all(lines.map((line) => sink.write({ payload: line })));
    const names = folder.names();
    assert.ok(names.length >= 12);
    for (const name of names) assert.ok(folder.read(name).length <= 20, name);
    assert.equal(names.map((name) => folder.read(name)).join(''), `${lines.join('\n')}\n`);
  });

  it('compresses, one member for each write', async () => {
    start({ path: 'av.log', gzip: true });
    await Promise.all(['one', 'two'].map((payload) => sink.write({ payload })));
    await sink.write({ payload: 'three' });
    assert.equal(folder.unpacked('av.log.gz'), 'one\ntwo\nthree\n');
    assert.equal(faults.operations.filter((done) => done === 'write').length, 2);
  });

  it('limits the number of waiting messages, and reports it', async () => {
    start({}, { messages: 3 });
    let open = (): void => {};
    faults.before = () =>
      new Promise((resolve) => {
        open = resolve;
      });
    const accepted = [1, 2, 3].map((payload) => sink.write(of('av', payload)));
    await assert.rejects(sink.write(of('av', 4)), { code: 'FILE_FULL', message: /3 messages wait/ });
    while (faults.opened === 0 || faults.before === undefined)
      await new Promise((next) => setTimeout(next, 1));
    faults.before = undefined;
    open();
    await Promise.all(accepted);
    await sink.write(of('av', 4));
    assert.equal(folder.read('out', 'av.log'), '1\n2\n3\n4\n');
  });

  it('limits the number of waiting bytes, but always accepts one message', async () => {
    start({}, { bytes: 10 });
    const first = sink.write(of('av', 'more than ten bytes'));
    await assert.rejects(sink.write(of('av', 'x')), { code: 'FILE_FULL' });
    await first;
  });

  describe('when it is closed', () => {
    it('writes the waiting messages first, and accepts no more', async () => {
      const waiting = [1, 2, 3].map((payload) => sink.write(of('av', payload)));
      const closed = sink.close();
      await assert.rejects(sink.write(of('av', 4)), { code: 'FILE_CLOSED' });
      await closed;
      await Promise.all(waiting);
      assert.equal(folder.read('out', 'av.log'), '1\n2\n3\n');
      assert.equal(faults.opened, 0);
    });

    it('gives up after a while, rejects all, and closes the file when the disk responds', async () => {
      start({}, { closeMs: 50 });
      let letGo = (): void => {};
      faults.before = () =>
        new Promise((resolve) => {
          letGo = resolve;
        });
      const stuck = sink.write(of('av', 1));
      while (faults.opened === 0) await new Promise((next) => setTimeout(next, 1));
      const late = sink.write(of('av', 2));
      const refused = [
        assert.rejects(stuck, { code: 'FILE_CLOSED' }),
        assert.rejects(late, { code: 'FILE_CLOSED' }),
      ];
      await sink.close();
      await Promise.all(refused);
      letGo();
      while (faults.opened > 0) await new Promise((next) => setTimeout(next, 1));
      assert.equal(folder.read('out', 'av.log'), '1\n');
    });
  });
});
