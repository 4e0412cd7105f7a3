/** Mocha runs this after the last spec (`require` in test/real/.mocharc.json). */

/** ms in which a worker or a socket that is being closed may still be there. */
const GRACE_MS = 20_000;

/** What a spec left running would keep the process for ever: better to say what it is, and fail. */
export const mochaHooks = {
  afterAll(): void {
    setTimeout(() => {
      // Two of type PipeWrap are always there: the compiler of tsx.
      console.error('specs left something running:', process.getActiveResourcesInfo().join(', '));
      // Mocha's own listener sets the code to the number of failed specs.
      process.on('exit', () => {
        process.exitCode = 1;
      });
      process.exit();
    }, GRACE_MS).unref();
  },
};
