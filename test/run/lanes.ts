/**
 * `npm run test:real`: the specs of test/real in several concurrent processes. Shared resources are packed, installed,
 * fetched and unpacked before. Arguments are mocha's, except `--smoke` in front of them: then only files with a spec of
 * the smoke run, and no other Node-RED is fetched.
 */
import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { unpackedChromium, withoutChromium } from '../real/harness/browser/chromium';
import { nodeRed5, withoutNodeRed5 } from '../real/harness/node-red/runtime';
import { prepare } from '../real/harness/package/prepared';
import { removeFolder } from '../real/harness/process/folder';
import { exitWith } from './exit-with';
import { distribute, LANES, SECONDS_OF_OTHERS } from './lane-distribution';
import { MOCHA, optionsFor, REAL, REAL_CONFIGURATION, ROOT } from './mocha-options';
import { SECONDS } from './real-seconds';

/** ms for a lane to stop its children */
const GRACE_MS = 10_000;
const FOLLOW_PARENT = join(ROOT, REAL, 'harness', 'process', 'follow-parent.cjs');

interface Lane {
  /** The exit code. */
  readonly exitCode: Promise<number>;
  /** It stops its children, and itself. */
  stop(): void;
}

/**
 * @param name in front of every line that it prints
 * @param temporary its temporary folder; it is removed with the lane, also when the lane has to be killed
 */
function start(name: string, files: readonly string[], options: readonly string[], temporary: string): Lane {
  const args = ['--require', FOLLOW_PARENT, MOCHA, ...optionsFor(REAL_CONFIGURATION), ...options, ...files];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, TMPDIR: temporary },
    stdio: 'pipe',
  });
  // Its end is detected by its exit code.
  child.stdin.on('error', () => undefined);
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => console.log(`${name} │ ${line}`));
  const exitCode = new Promise<number>((resolve) => {
    child.once('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once('close', (code) => resolve(code ?? 1));
  });
  const stop = (): void => {
    child.stdin.end();
    setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref();
  };
  return { exitCode, stop };
}

/** @param smoke only those with a spec of the smoke run: each of them gets a lane of its own */
async function specFiles(smoke: boolean): Promise<string[]> {
  const names = await readdir(join(ROOT, REAL), { recursive: true });
  const specs = names.filter((name) => name.endsWith('.spec.ts')).sort();
  if (!smoke) return specs;
  const texts = await Promise.all(specs.map((name) => readFile(join(ROOT, REAL, name), 'utf8')));
  return specs.filter((_, index) => texts[index]?.includes('@smoke'));
}

async function main(args: readonly string[]): Promise<number> {
  const smoke = args[0] === '--smoke';
  const options = args.slice(smoke ? 1 : 0);
  const { folder } = await prepare();
  try {
    // Once, and not by several at the same time.
    if (withoutChromium() === undefined) await unpackedChromium();
    if (!smoke && withoutNodeRed5() === undefined) await nodeRed5();
    const weighed = (await specFiles(smoke)).map((file) => ({
      file,
      seconds: SECONDS[file] ?? SECONDS_OF_OTHERS,
    }));
    const temporary = join(folder, 't');
    await mkdir(temporary);
    const lanes = distribute(weighed, LANES).map((files, index) =>
      start(
        String(index + 1),
        files.map((file) => join(REAL, file)),
        options,
        temporary,
      ),
    );
    let interrupted = false;
    const stop = (): void => {
      interrupted = true;
      for (const lane of lanes) lane.stop();
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    const codes = await Promise.all(lanes.map(({ exitCode }) => exitCode));
    if (interrupted) return 130;
    return codes.every((code) => code === 0) ? 0 : 1;
  } finally {
    await removeFolder(folder);
  }
}

exitWith(main(process.argv.slice(2)));
