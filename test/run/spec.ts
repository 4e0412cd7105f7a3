/**
 * `npm run spec -- path… [-- words]`: only these spec files, in any folder, with the options that their folder
 * requires; of them the specs whose title contains the words.
 */
import { spawnSync } from 'node:child_process';
import { relative, resolve, sep } from 'node:path';
import { MOCHA, optionsFor, REAL, REAL_CONFIGURATION, ROOT } from './mocha-options';

function run(args: readonly string[]): number {
  const border = args.indexOf('--');
  const paths = (border < 0 ? args : args.slice(0, border)).map((path) => relative(ROOT, resolve(path)));
  const words = border < 0 ? [] : args.slice(border + 1);
  if (paths.length === 0) throw new Error('npm run spec -- path… [-- words of the title]');
  const real = paths.filter((path) => path.startsWith(REAL + sep));
  if (real.length > 0 && real.length < paths.length)
    throw new Error('specs of test/real need other settings than those beside it: run them apart');
  const mocha = [
    ...[MOCHA, '--fail-zero'],
    ...optionsFor(real.length > 0 ? REAL_CONFIGURATION : '.mocharc.json'),
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
