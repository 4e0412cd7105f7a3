/** Mocha runs this after the last spec (`require` in test/real/.mocharc.json). */

/** ms for which a worker or a socket that is being closed may still exist */
const GRACE_MS = 20_000;

/** A resource that a spec left open would keep the process running: this check names it, and fails. */
export const mochaHooks = {
  afterAll(): void {
    setTimeout(() => {
      // Two of type PipeWrap always exist: the compiler of tsx.
      console.error('specs left something running:', process.getActiveResourcesInfo().join(', '));
      // Mocha's own listener sets the code to the number of failed specs.
      process.on('exit', () => {
        process.exitCode = 1;
      });
      process.exit();
    }, GRACE_MS).unref();
  },
};
