import assert from 'node:assert/strict';
import { type How, Writer } from '../../../../nodes/lib/sinks/file/append-file';
import { FailingDisk } from './failing-disk';
import { Folder } from './folder';

export const PLAIN: How = { gzip: false, rotation: { by: 'none' }, sync: true };
export const GZIP: How = { ...PLAIN, gzip: true };

export interface WriterRig {
  readonly folder: Folder;
  readonly faults: FailingDisk;
  writer: Writer;
  append(text: string, how?: How): Promise<void>;
}

/** For each test a folder and an `AppendFile` of `a.log` in it, on a disk that fails on request. */
export function writerRig(): WriterRig {
  const folder = new Folder();
  let faults: FailingDisk;
  let writer: Writer;
  beforeEach(() => {
    faults = new FailingDisk();
    writer = new Writer(folder.to('a.log'), faults);
  });
  afterEach(async () => {
    await writer.close();
    assert.equal(faults.opened, 0, 'a file was left open');
  });
  const append = (text: string, how: How = PLAIN): Promise<void> => writer.append(Buffer.from(text), how);

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
