/** Mocha runs this after the last spec (`require` in test/real/.mocharc.json). */

/**
 * ms in which something that is being closed may still be there. A browser can leave a hanging helper that holds its
 * pipes; playwright-core ends it by force after 30 s.
 */
const GRACE_MS = 45_000;

/** What a spec left running would keep the process for ever: better to say what it is, and fail. */
export const mochaHooks = {
  afterAll(): void {
    setTimeout(() => {
      console.error('specs left something running:', process.getActiveResourcesInfo().join(', '));
      // Mocha's own listener sets the code to the number of failed specs.
      process.on('exit', () => {
        process.exitCode = 1;
      });
      process.exit();
    }, GRACE_MS).unref();
  },
};
