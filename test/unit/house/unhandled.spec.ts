/** A promise that is rejected without a handler ends Node-RED: a spec that causes one fails. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');
const HOOKS = './test/fixed/unhandled-hooks.ts';
const MOCHA = join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js');

/** @returns the exit code, and the text of a mocha run with one spec that has this body */
function run(body: string): { readonly code: number | null; readonly text: string } {
  const folder = mkdtempSync(join(tmpdir(), 'mimecast-unhandled-'));
  try {
    const file = join(folder, 'one.spec.cjs');
    writeFileSync(file, `describe('one', () => { it('spec', async () => { ${body} }); });`);
    const args = [MOCHA, '--no-config', '--require', 'tsx/cjs', '--require', HOOKS, file];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
    return { code: status, text: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('A rejection that nobody handles', () => {
  it('fails the spec that caused it', () => {
    const { code, text } = run("void Promise.reject(new Error('behind its back'));");
    assert.notEqual(code, 0);
    assert.match(text, /a promise was rejected, and nobody handled it:[\s\S]*behind its back/);
  });

  it('fails no spec that handles it', () => {
    const { code, text } = run("await Promise.reject(new Error('expected')).catch(() => undefined);");
    assert.equal(code, 0, text);
  });

  it('is looked for in all specs', () => {
    for (const file of ['.mocharc.json', 'test/real/.mocharc.json'])
      assert.ok(readFileSync(join(ROOT, file), 'utf8').includes(`"${HOOKS}"`), file);
  });
});
