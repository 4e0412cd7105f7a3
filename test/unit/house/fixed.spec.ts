/** No spec depends on the day, the machine or chance: the checks that work on the source text of the tests. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { z } from 'zod';

const ROOT = join(__dirname, '..', '..', '..');
/** Files that create randomness from the seed. */
const SEEDED = 'test/fixed/random-hooks.ts';
const OWN = 'test/unit/house/fixed.spec.ts';

const filesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.c?ts$|\.[cm]?js$/.test(name))
    .map((name) => `${folder}/${name.split(sep).join('/')}`);

const TESTS = filesIn('test').filter((path) => path !== OWN);
const SIMULATOR = filesIn('nodes/lib/simulator');
const configuration = z.object({ require: z.array(z.string()), timeout: z.number() });
const mocharc = configuration.parse(JSON.parse(readFileSync(join(ROOT, '.mocharc.json'), 'utf8')));

/** `path:line: text` of each line that the pattern matches. */
const found = (paths: readonly string[], pattern: RegExp): string[] =>
  paths.flatMap((path) =>
    readFileSync(join(ROOT, path), 'utf8')
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );

/** A spec may replace it by a fixed function. */
const CHANCE = /\bMath\.random\b(?!\s*=[^=])/;
const FIXED_PORT = /\.listen\(\s*[1-9]|\b(?:port|storagePort): [1-9]\d{3,}\b.*\bcreate(?:Server|Simulator)\(/;
const FIXED_FOLDER = /['"`]\/(?:tmp|var\/tmp)\b/;

describe('Tests', () => {
  it('use seeded randomness, and so does the simulator', () => {
    const others = [...TESTS, ...SIMULATOR].filter((path) => path !== SEEDED);
    assert.deepEqual(found(others, CHANCE), []);
  });

  it('listen on free ports, and write to folders of their own', () => {
    assert.deepEqual(found(TESTS, FIXED_PORT), []);
    assert.deepEqual(found(TESTS, FIXED_FOLDER), []);
  });

  it('set the clock and the seed before anything else reads them', () => {
    assert.equal(mocharc.require[0], './test/fixed/clock.cjs');
    assert.ok(mocharc.require.includes('./test/fixed/random-hooks.ts'));
  });

  it('have enough time on a busy machine: no spec has less than the default', () => {
    const fast = TESTS.filter((path) => /^test\/(?:unit|node|wire)\//.test(path));
    const limits = found(fast, /(?<!AbortSignal)\.timeout\(\d/);
    const short = limits.filter((line) => {
      const ms = Number(/\.timeout\((\d[\d_]*)/.exec(line)?.[1]?.replaceAll('_', ''));
      return ms !== 0 && ms < mocharc.timeout;
    });
    assert.deepEqual(short, []);
  });

  it('are detected by these patterns', () => {
    for (const line of ['const a = Math.random();', 'f(Math.random)', 'Math.random === a'])
      assert.match(line, CHANCE);
    assert.doesNotMatch('Math.random = () => 1;', CHANCE);
    assert.match('server.listen(8080)', FIXED_PORT);
    assert.doesNotMatch("server.listen(0, '127.0.0.1')", FIXED_PORT);
    assert.match("open('/tmp/x')", FIXED_FOLDER);
  });
});
