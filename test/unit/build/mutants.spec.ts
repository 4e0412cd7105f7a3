import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { isMutant, MUTANT_NAMES, mutate } from '../../chaos/mutant';
import { built } from './built';

describe('The mutants of the chaos program', function () {
  this.timeout(60_000);

  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'node-red-contrib-mimecast-mutants-'));
  });
  after(() => rm(folder, { recursive: true }));

  for (const name of MUTANT_NAMES) {
    it(`${name} fits the build, and the mutated code compiles`, async () => {
      assert.ok(isMutant(name));
      const dist = join(folder, name);
      await cp(join(built(), 'lib'), join(dist, 'lib'), { recursive: true });
      for (const path of await mutate(dist, name)) compileFunction(await readFile(path, 'utf8'));
    });
  }
});
