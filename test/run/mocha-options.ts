import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

export const ROOT = resolve(__dirname, '..', '..');
export const REAL = join('test', 'real');
/** The options of specs of test/real. */
export const REAL_CONFIGURATION = join(REAL, '.mocharc.json');
export const MOCHA = join('node_modules', 'mocha', 'bin', 'mocha.js');

const configuration = z.object({
  require: z.array(z.string()),
  reporter: z.string().optional(),
  timeout: z.number(),
  slow: z.number().optional(),
});

/** Mocha adds paths to those of its configuration, so that is read here: all but the paths and the workers. */
export function optionsFor(file: string): string[] {
  const options = configuration.parse(JSON.parse(readFileSync(join(ROOT, file), 'utf8')));
  return [
    '--no-config',
    ...options.require.flatMap((one) => ['--require', one]),
    ...(options.reporter === undefined ? [] : ['--reporter', options.reporter]),
    ...['--timeout', String(options.timeout)],
    ...(options.slow === undefined ? [] : ['--slow', String(options.slow)]),
  ];
}
