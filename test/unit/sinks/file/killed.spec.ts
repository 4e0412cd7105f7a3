import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { FileSink } from '../../../../nodes/lib/sinks/file/file-sink';
import { Folder } from './folder';

const PROGRAM = join(__dirname, 'writing-process.ts');

/** Starts it, kills it while it writes, and returns the last acknowledged number. */
async function killed(path: string, first: number, afterMs: number): Promise<number> {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--require', 'tsx/cjs', PROGRAM, path, String(first)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    if (output === '') setTimeout(() => child.kill('SIGKILL'), afterMs);
    output += text;
  });
  const [, signal] = await once(child, 'close');
  assert.equal(signal, 'SIGKILL');
  return Number(output.trimEnd().split('\n').at(-1));
}

const numberOf = (line: string): number | undefined => {
  try {
    return Number(JSON.parse(line).n);
  } catch {
    return undefined;
  }
};

describe('A process that is killed while it writes', function () {
  this.timeout(120_000);
  const folder = new Folder();

  for (const name of ['a.ndjson', 'a.ndjson.gz']) {
    it(`${name}: keeps everything acknowledged, in order, with at most one partial line per kill`, async () => {
      const path = folder.to(name);
      let next = 0;
      const kills = 3;
      for (let kill = 0; kill < kills; kill += 1) next = await killed(path, next, 20 + kill * 35);
      // The next process to open the file repairs the damage of the last kill.
      const sink = new FileSink({ path, rotate: { by: 'none' }, sync: 'batch', gzip: false }, '/');
      await sink.write({ payload: { n: next } });
      await sink.close();
      const content = name.endsWith('.gz') ? folder.unpacked(name) : folder.read(name);
      assert.ok(content.endsWith(`\n{"n":${next}}\n`));
      const numbers = content.split('\n').slice(0, -1).map(numberOf);
      const torn = numbers.filter((n) => n === undefined).length;
      assert.ok(torn <= (name.endsWith('.gz') ? 0 : kills), `${torn} torn lines`);
      const whole = new Set(numbers);
      for (let n = 0; n <= next; n += 1) assert.ok(whole.has(n), `${n} is missing`);
    });
  }
});
