import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** npm as found on the path, or the one that started this process. */
function npmCommand(): readonly [string, readonly string[]] {
  const path = process.env['npm_execpath'];
  if (path !== undefined && /npm-cli\.[cm]?js$/.test(path)) return [process.execPath, [path]];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
}

/**
 * Runs npm to its end without printing, at most five minutes.
 * @returns its standard output
 * @throws with the last lines of npm's output
 */
export async function npm(args: readonly string[], cwd: string, signal?: AbortSignal): Promise<string> {
  const [command, before] = npmCommand();
  try {
    const { stdout } = await run(command, [...before, ...args], {
      cwd,
      env: process.env,
      timeout: 300_000,
      maxBuffer: 16_000_000,
      shell: process.platform === 'win32',
      ...(signal ? { signal } : {}),
    });
    return stdout;
  } catch (error) {
    throw new Error(`npm ${args.join(' ')} failed:\n${outputOf(error).slice(-4000)}`);
  }
}

/** Compilers report on standard output, npm on standard error. */
function outputOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stdout = 'stdout' in error ? error.stdout : '';
  const stderr = 'stderr' in error ? error.stderr : '';
  return `${stdout}\n${stderr}`.trim() || error.message;
}
