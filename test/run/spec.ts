/**
 * `npm run spec -- path… [-- words]`: these spec files alone, wherever they lie, with what their room requires; of them
 * the specs whose title contains the words.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';

const ROOT = resolve(__dirname, '..', '..');
const REAL = join('test', 'real');

const configuration = z.object({
  require: z.array(z.string()),
  timeout: z.number(),
  slow: z.number().optional(),
});

/** Mocha adds paths to those of its configuration, so that is read here: all but the paths and the workers. */
function optionsFor(file: string): string[] {
  const options = configuration.parse(JSON.parse(readFileSync(join(ROOT, file), 'utf8')));
  return [
    ...options.require.flatMap((one) => ['--require', one]),
    ...['--timeout', String(options.timeout)],
    ...(options.slow === undefined ? [] : ['--slow', String(options.slow)]),
  ];
}

function run(args: readonly string[]): number {
  const border = args.indexOf('--');
  const paths = (border < 0 ? args : args.slice(0, border)).map((path) => relative(ROOT, resolve(path)));
  const words = border < 0 ? [] : args.slice(border + 1);
  if (paths.length === 0) throw new Error('npm run spec -- path… [-- words of the title]');
  const real = paths.filter((path) => path.startsWith(REAL + sep));
  if (real.length > 0 && real.length < paths.length)
    throw new Error('specs of test/real need other settings than those beside it: run them apart');
  const file = real.length > 0 ? join(REAL, '.mocharc.json') : '.mocharc.json';
  const mocha = [
    ...[join('node_modules', 'mocha', 'bin', 'mocha.js'), '--no-config', '--fail-zero'],
    ...optionsFor(file),
    ...(words.length > 0 ? ['--fgrep', words.join(' ')] : []),
    ...paths,
  ];
  return spawnSync(process.execPath, mocha, { cwd: ROOT, stdio: 'inherit' }).status ?? 1;
}

try {
  process.exitCode = run(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
