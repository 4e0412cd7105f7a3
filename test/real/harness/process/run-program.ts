import { mochaHooks } from '../package/packed-once';
import { Cleanup } from './cleanup';

async function work(run: (cleanup: Cleanup) => Promise<readonly string[]>): Promise<void> {
  const cleanup = new Cleanup();
  cleanup.add(() => mochaHooks.afterAll());
  const interrupted = (): void => {
    const exit = (): never => process.exit(130);
    cleanup.close().then(exit, exit);
  };
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  try {
    const problems = await run(cleanup);
    for (const problem of problems) console.error(problem);
    process.exitCode = problems.length === 0 ? 0 : 1;
  } finally {
    await cleanup.close();
    process.removeListener('SIGINT', interrupted);
    process.removeListener('SIGTERM', interrupted);
  }
}

/**
 * Runs a program on real Node-REDs, from its start to its exit code: 0, 1 when it found an error, 2 when it could not
 * decide, 130 when it was interrupted. Cleans up all its resources.
 * @param run returns the errors found
 */
export function runProgram(run: (cleanup: Cleanup) => Promise<readonly string[]>): void {
  work(run).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  });
}
