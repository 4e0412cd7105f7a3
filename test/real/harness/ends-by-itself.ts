/** Mocha runs this after the last spec (`require` in test/real/.mocharc.json). */
import { spawnSync } from 'node:child_process';

/** ms in which something that is being closed may still be there; playwright-core ends a hanging browser after 30 s. */
const GRACE_MS = 45_000;

/** What a spec left running would keep the process for ever: better to say what it is, and fail. */
export const mochaHooks = {
  afterAll(): void {
    setTimeout(() => {
      console.error('specs left something running:', process.getActiveResourcesInfo().join(', '));
      // A pipe is held by a program that may be nobody's child any more: all of them, with their seconds.
      const { stdout } = spawnSync('ps', ['-eo', 'pid,ppid,etimes,args'], {
        encoding: 'utf8',
        timeout: 5_000,
      });
      for (const line of (stdout ?? '').split('\n')) console.error(line.slice(0, 160));
      // Mocha's own listener sets the code to the number of failed specs.
      process.on('exit', () => {
        process.exitCode = 1;
      });
      process.exit();
    }, GRACE_MS).unref();
  },
};
