import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { FileSink } from '../../../../nodes/lib/sinks/file/file-sink';
import { Folder } from './folder';

/**
 * A file system that is really full; only root may create one. append-file-failures.spec.ts tests the same rules on a
 * simulated disk.
 */
describe('A file system that is really full', () => {
  const folder = new Folder();

  /** @returns a function that removes it again */
  function mount(this: Mocha.Context): () => void {
    mkdirSync(folder.to('disk'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder.to('disk')], { stdio: 'pipe' });
    } catch {
      console.log('      skipped: this user may not mount a file system');
      this.skip();
    }
    return () => {
      execFileSync('umount', [folder.to('disk')], { stdio: 'pipe' });
    };
  }

  /** Text that hardly compresses. */
  const noise = (n: number): string => createHash('sha512').update(String(n)).digest('hex');
  const lines = (from: number, count: number): string =>
    Array.from({ length: count }, (_, index) => `{"n":${from + index},"text":"${noise(from + index)}"}`).join(
      '\n',
    );

  for (const gzip of [false, true]) {
    it(`${gzip ? 'packed' : 'plain'}: keeps whole messages only, and continues when there is space`, async function () {
      const unmount = mount.call(this);
      const settings = { path: 'disk/a.ndjson', rotate: { by: 'none' }, sync: 'batch', gzip } as const;
      const sink = new FileSink(settings, folder.path);
      try {
        // So that some messages fit, and others do not.
        writeFileSync(folder.to('disk', 'ballast'), Buffer.alloc(gzip ? 55_000 : 40_000));
        const written: number[] = [];
        const failed: number[] = [];
        for (let n = 0; n < 600; n += 20) {
          await sink.write({ payload: lines(n, 20) }).then(
            () => written.push(n),
            (error) => {
              assert.equal(error.code, 'ENOSPC');
              failed.push(n);
            },
          );
        }
        assert.ok(written.length > 0 && failed.length > 0, `${written.length} and ${failed.length}`);
        rmSync(folder.to('disk', 'ballast'));
        const retried = failed.slice(0, 4);
        for (const n of retried) await sink.write({ payload: lines(n, 20) });
        const content = gzip ? folder.unpacked('disk', 'a.ndjson.gz') : folder.read('disk', 'a.ndjson');
        assert.equal(content, [...written, ...retried].map((n) => `${lines(n, 20)}\n`).join(''));
      } finally {
        await sink.close();
        unmount();
      }
    });
  }
});
