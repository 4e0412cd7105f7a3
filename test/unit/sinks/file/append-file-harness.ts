import assert from 'node:assert/strict';
import { AppendFile, type WriteOptions } from '../../../../nodes/lib/sinks/file/append-file';
import { FailingDisk } from './failing-disk';
import { Folder } from './folder';

export const PLAIN: WriteOptions = { gzip: false, rotation: { by: 'none' }, sync: true };
export const GZIP: WriteOptions = { ...PLAIN, gzip: true };

export interface AppendFileHarness {
  readonly folder: Folder;
  readonly faults: FailingDisk;
  writer: AppendFile;
  append(text: string, how?: WriteOptions): Promise<void>;
}

/** For each test a folder and an `AppendFile` of `a.log` in it, on a disk that fails on request. */
export function useAppendFile(): AppendFileHarness {
  const folder = new Folder();
  let faults: FailingDisk;
  let writer: AppendFile;
  beforeEach(() => {
    faults = new FailingDisk();
    writer = new AppendFile(folder.to('a.log'), faults);
  });
  afterEach(async () => {
    await writer.close();
    assert.equal(faults.opened, 0, 'a file was left open');
  });
  const append = (text: string, how: WriteOptions = PLAIN): Promise<void> =>
    writer.append(Buffer.from(text), how);

  return {
    folder,
    get faults() {
      return faults;
    },
    get writer() {
      return writer;
    },
    set writer(other) {
      writer = other;
    },
    append,
  };
}
