/** A temporary folder for each test, and helpers to read it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export class Folder {
  path = '';

  constructor() {
    beforeEach(() => {
      this.path = mkdtempSync(join(tmpdir(), 'mimecast-file-'));
    });
    afterEach(() => rmSync(this.path, { recursive: true, force: true }));
  }

  to(...names: readonly string[]): string {
    return join(this.path, ...names);
  }

  names(...below: readonly string[]): string[] {
    return readdirSync(this.to(...below)).sort();
  }

  read(...names: readonly string[]): string {
    return readFileSync(this.to(...names), 'utf8');
  }

  unpacked(...names: readonly string[]): string {
    return gunzipSync(readFileSync(this.to(...names))).toString('utf8');
  }

  put(name: string, content: string | Buffer): void {
    writeFileSync(this.to(name), content);
  }
}
